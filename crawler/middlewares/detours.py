"""Redirects written in html, followed once; scripts in place of pages, named for what they are."""

from __future__ import annotations

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import BaseRedirectMiddleware
from scrapy.http import Response

from crawler.answers import content_type, is_page
from crawler.failures import Refused
from crawler.politeness import gate_of
from crawler.stubs import LONGEST, read_stub
from pipelines.extract.document import decode


class Detours(BaseRedirectMiddleware):
    """Downloader middleware: a meta refresh or a location that is set to a text leads on, once and within all rules.

    The new address goes through every check of a redirect: robots.txt, private ground, challenges, five at the most.
    A script that sets a cookie and asks again is a challenge: the host is shut. A list page that is a script is let
    pass: families of portals say in it where their rows are. Whoever looks at single addresses sees them as they are.
    """

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """The answer, or the request it leads to. Raises Refused: "challenge", "script only", "too many redirects"."""
        if response.status not in {200, 202} or not 0 < len(response.body) <= LONGEST or not is_page(response):
            return response
        if not (request.meta.get("is_listing") or "article" in request.meta):
            return response
        stub = read_stub(decode(response.body, content_type(response)).text, response.url)
        if stub is None or (stub.kind == "script only" and "article" not in request.meta):
            return response
        if stub.kind == "detour" and stub.to:
            return self._lead_on(request, response, stub.to)
        if stub.kind == "challenge":
            detail = f"a script that sets a cookie, status {response.status}"
            gate_of(self.crawler).shut(request.url, "challenge", detail)
            raise Refused("challenge", f"{detail}: {request.url}")
        raise Refused("script only", f"{request.url} is a script and nothing else")

    def _lead_on(self, request: Request, response: Response, to: str) -> Request:
        if request.meta.get("detoured"):
            raise Refused("too many redirects", f"{request.url} sends on a second time, to {to}")
        try:
            redirected = self._redirect_request_using_get(request, response, to)
        except ValueError as error:
            raise Refused("not http", f"{request.url} sends on to {to}") from error
        redirected.meta["detoured"] = True
        return self._redirect(redirected, request, "detour")

"""The made-up portals of the CMS families: one for each, served on loopback for tests and for a look.

with serve_families() as served:
served.home("trs_wcm")        the only address that somebody who adds the site knows
served.expected("trs_wcm")    every article of local news
served.others("trs_wcm")      the articles of all other columns: none of them must be collected
served.listings("trs_wcm")    the first pages of the columns of local news
served.visits("trs_wcm")      what was asked so far
"""

from demo.families.serving import FAMILIES, Families, serve_families

__all__ = ["FAMILIES", "Families", "serve_families"]

"""Finds pages and fetches them: the only room that knows Scrapy's engine and the network."""

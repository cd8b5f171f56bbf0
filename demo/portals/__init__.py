"""The portals of the made-up town: a module lays stories into the markup of one family of CMS."""

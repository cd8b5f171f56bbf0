"""The made-up town: portals in the shapes of the CMS families, served on loopback."""

"""The made-up town, and a portal for each family of CMS: shapes of the real ones, served on loopback."""

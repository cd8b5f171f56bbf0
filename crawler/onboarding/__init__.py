"""Behind `addsite`: looks at a portal, proposes a profile, tries it.

arrival.py       getting to the home page, behind one hop, and what it means where nobody is at home
home.py          what a home page says of its publisher
place.py         whose news it is: the division and the names it goes by
signposts.py     the named links of a page: columns, site map, feeds
column_names.py  which names stand for the place's own news
trial.py         a column tried: its rows, their rhythm, sample articles
propose.py       what to try in which order, and which columns to take (pure)
visit.py         the walk through one portal, told in order; it is given the way to ask
draft.py         the profile that comes of it, and its place among the others
recorded         (crawler/recorded.py) the page kept with it, and what must be read there
batch.py         many portals from a file, one after the other, never the same one twice
showing.py       the tables a person decides by
"""

"""One spelling for dates, names, white space and addresses."""

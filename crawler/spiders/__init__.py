"""Every site profile is a spider; replay walks an archive."""

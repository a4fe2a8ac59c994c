"""Labels for sites and pages: wanted or not, from a file that people wrote or from an engine that is asked."""

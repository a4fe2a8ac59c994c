"""Parts of recall_classifier.py."""

"""An evaluation as one page of HTML with its plots."""

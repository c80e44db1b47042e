"""The parts of the privacy report, in the order of the EDPB's template: sections 0 to 6."""

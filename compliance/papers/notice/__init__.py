"""The sign for the door: the first layer of information of EDPB guidelines 3/2019, section 7."""

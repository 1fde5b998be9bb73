"""What is made for the pages of the protocols: pictures, tables of parameters, the output of worked examples."""

"""How often a 95 % interval holds the truth, simulated: see __main__."""

"""What protocols draw of themselves, each beside its template in templates/drawn."""

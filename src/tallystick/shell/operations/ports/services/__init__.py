"""What operations ask of services beside the home: third parties, a scanner, blinded matching, a server of pages."""

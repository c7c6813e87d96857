"""One small class per change a person can make; Session applies, journals, undoes and announces them."""

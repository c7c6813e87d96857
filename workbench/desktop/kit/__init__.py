"""The design system: tokens, marks and widgets that every page is made of."""

"""Icons, styles, colour maps and the demo recording."""

"""The use cases that need several of the packages below; knows neither a window nor a terminal."""

"""The frame: window, places, actions, slow work, reads and the services handed to every page."""

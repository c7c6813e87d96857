"""The palette: one box over the window that goes to any record and runs any command."""

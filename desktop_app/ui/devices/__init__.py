"""The Devices tab: where a person is signed in, and ending it; for administrators other people's sessions too."""

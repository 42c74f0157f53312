"""The floor of a command: one line of JSON."""

print('{"accounts": []}')

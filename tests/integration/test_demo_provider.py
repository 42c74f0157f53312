"""The embedded provider as a process of its own, driven over HTTP."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from desktop_app.demo.child import DemoProcess
from desktop_app.errors import Code, KeyfobError

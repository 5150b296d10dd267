from __future__ import annotations

from mediation.core.forms import Form, code, line, password
from mediation.core.words import N_


class SignInForm(Form):
    login = line(N_("Name you sign in with"), autocomplete="username", autocapitalize="none")
    password = password(N_("Password"))
    code = code(N_("Six-digit code"), N_("From the app on your phone. It changes every 30 seconds."))

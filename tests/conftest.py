"""What every test can rely on: the same hypothesis settings everywhere, seeds printed on failure."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "usual", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
settings.load_profile(os.environ.get("JAYWALK_HYPOTHESIS", "usual"))

"""Property tests here run under whatever else a machine is doing: no example fails for being slow."""

from hypothesis import HealthCheck, settings

settings.register_profile("serve", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("serve")

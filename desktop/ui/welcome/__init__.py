"""The first start: what stays here, the models, the microphone."""

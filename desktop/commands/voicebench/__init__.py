"""`bench voice`: whole calls measured from outside, in the waveforms of microphone and loudspeaker."""

"""The library: which conversation is ahead of you?"""

"""Here so that the tests in `long` find the helpers of this folder."""

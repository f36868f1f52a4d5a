"""WeChat Pay APIv3: direct and partner mode, certificates and public key, notices with real signatures."""

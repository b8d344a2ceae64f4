"""What ``%pip`` does in this page."""


async def get_transformed_code(arguments: list[str]) -> str:
    """The code that runs in place of a line with ``%pip``: one sentence."""
    del arguments
    return 'print("This page installs nothing: what the course needs is here, and nothing leaves your browser.")'

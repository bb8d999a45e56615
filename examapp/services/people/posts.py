"""Which post somebody is asked by."""

from examapp.models.candidates import Employment

# Managers who answer for an operation are asked of it too; nothing in the bank asks leads by post.
ROLES_WITH_POSTS = ("key_post", "manager")


def main_post(employment: Employment) -> str | None:
    """The first listed post of a role that is quizzed by post."""
    return employment.posts[0] if employment.role in ROLES_WITH_POSTS and employment.posts else None

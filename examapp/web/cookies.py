"""Names of the cookies that people without a staff account hold."""

SEAT = "examapp_seat"
ME = "examapp_me"

"""Names of the cookies that people without a staff account hold, and a tablet in their hands."""

SEAT = "examapp_seat"
ME = "examapp_me"
KIOSK = "examapp_kiosk"

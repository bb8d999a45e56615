"""The binary .doc of Word 97 to 2003, read by its published layout ([MS-CFB], [MS-DOC])."""

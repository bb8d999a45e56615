"""Forms of signing in."""

from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired, EqualTo, Length


class SignInForm(FlaskForm):
    """Login name and password."""

    login_name = StringField(
        "登录名", [DataRequired("请填写登录名"), Length(max=60, message="登录名最多 60 个字符")]
    )
    password = PasswordField(
        "密码", [DataRequired("请填写密码"), Length(max=200, message="密码最多 200 个字符")]
    )


class SetUpForm(FlaskForm):
    """The first administrator."""

    name = StringField("您的姓名", [DataRequired("请填写姓名"), Length(max=60, message="姓名最多 60 个字")])
    login_name = StringField(
        "登录名", [DataRequired("请填写登录名"), Length(min=3, max=60, message="登录名为 3 到 60 个字符")]
    )
    password = PasswordField(
        "密码", [DataRequired("请填写密码"), Length(min=12, max=200, message="密码至少 12 个字符")]
    )
    repeated = PasswordField("再填一次密码", [EqualTo("password", "两次填的密码不一样")])

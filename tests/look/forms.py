"""A form with one field of every kind the product uses."""

from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    DecimalField,
    EmailField,
    FieldList,
    FileField,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

KINDS = [
    SelectChoice("leak", "楼上漏水 · Water from above"),
    SelectChoice("wages", "拖欠工资 · Wages not paid"),
    SelectChoice("other", "我不知道 · 모르겠어요"),
]
PLACES = [SelectChoice("xita", "西塔"), SelectChoice("tumen", "图们")]


class Ticks(SelectMultipleField):
    """A list of checkboxes, as features subclass it."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class Term(Form):
    """One line of a nested list."""

    who = StringField("谁 Who", [InputRequired("请写明是谁。")])
    due_on = DateField("哪天 Day", [Optional()])


class Everything(Form):
    """Each kind once; `amount` and `kind` fail when empty, so the summary has something to say."""

    version = HiddenField(default="3")
    name = StringField(
        "您的姓名 Name",
        [InputRequired("请填写姓名。"), Length(max=40)],
        description="写身份证上的姓名。",
        render_kw={"autocomplete": "name"},
    )
    phone = TelField("手机 Phone", [InputRequired("请填写手机号。")])
    mail = EmailField("邮箱 E-mail", [Optional()])
    secret = PasswordField("口令 Password", [InputRequired()], render_kw={"autocomplete": "current-password"})
    story = TextAreaField("发生了什么 What happened", [InputRequired("请说说发生了什么。")])
    kind = RadioField("哪一类 Kind", [InputRequired("请选一项。")], choices=KINDS)
    place = SelectField("社区 Community", [InputRequired()], choices=PLACES)
    wishes = Ticks("您希望 Wishes", [Optional()], choices=KINDS)
    amount = DecimalField("金额 Amount", [InputRequired("请填写金额，例如 3600。")])
    people = IntegerField("人数 People", [Optional()])
    happened_on = DateField("哪天发生 Day", [Optional()])
    from_at = DateTimeLocalField("从何时 From", [Optional()])
    photo = FileField("照片 Photo", [Optional()])
    terms = FieldList(FormField(Term), "条款 Terms", min_entries=1)
    agreed = BooleanField("我同意在线调解 I agree to online mediation", [InputRequired("需要您的同意。")])

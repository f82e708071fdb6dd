"""Random expressions with every operator and function of the language, over four parameters and four constants."""
PARAMETERS = ["pa", "pb", "pc", "pd"]
CONSTANTS = {"ka": 2.5, "kb": -1.25, "kc": 1000.0, "kd": 0.125}


def draw_number(draw, depth):
    if depth == 0 or draw.random() < 0.15:
        return draw.choice(PARAMETERS * 2 + list(CONSTANTS) + ["0", "1", "2"])
    one, two = draw_number(draw, depth - 1), draw_number(draw, depth - 1)
    if not any(map(str.isalpha, one + two)):
        two = "ka"  # numbers made of numbers are refused
    return draw.choice([
        lambda: f"{one} + ({two})", lambda: f"{one} - ({two})", lambda: f"({one}) * ({two})",
        lambda: f"({one}) / (abs({two}) + 1)", lambda: f"-({one})", lambda: f"abs({one})",
        lambda: f"(abs({one}) + 1) ^ {draw.choice(['2', 'kd', '(-1)', '(0 - kd)'])}",
        lambda: f"if({draw_condition(draw, depth - 1)}, {one}, {two})",
        lambda: f"{draw.choice(['min', 'max'])}({one}, {two})", lambda: f"sqrt(abs({one}))",
        lambda: f"{draw.choice(['ln', 'log10', 'log2'])}(abs({one}) + 1)",
        lambda: f"{draw.choice(['round', 'ceil', 'floor'])}({one})", lambda: f"exp(min({one}, 2))"])()


def draw_condition(draw, depth):
    if depth <= 0 or draw.random() < 0.5:
        depth = max(depth - 1, 0)
        return f"{draw_number(draw, depth)} {draw.choice(['<', '<=', '>', '>='])} {draw_number(draw, depth)}"
    one, two = draw_condition(draw, depth - 1), draw_condition(draw, depth - 1)
    return draw.choice([f"({one}) and ({two})", f"({one}) or ({two})", f"not ({one})"])

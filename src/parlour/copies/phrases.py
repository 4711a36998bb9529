"""What people say in a chat that was made to measure on: several languages, links, code, and words that are rare."""

# ruff: noqa: RUF001  (every script has its own letters)

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

ENGLISH = """the a to and of is it that we I you in for on this not be with have are but can what so at just if was
    there when one will about up my they from do me like now no think know how need see make time get back here server
    meeting tomorrow release build ready coffee kettle test lunch review please thanks maybe later today fixed"""
SPACED = [
    """der die das und ist nicht ich du wir es mit auf für ein eine zu den von auch noch schon heute morgen später
    größer Straße Prüfung Änderung Gespräch fertig kaputt vielleicht danke bitte Kaffee Besprechung Bücher können""",
    """el la los de que y en un una es no se por con para está pero como más hoy mañana gracias servidor reunión año
    niño señal corazón también después ahora listo prueba café pregunta respuesta versión código acción""",
    """le la les de des et un une est pas que pour dans sur avec mais où déjà aujourd'hui demain merci serveur réunion
    été garçon français cœur prêt vérifié problème réponse peut-être voilà ça très après même""",
    """и в не на я что он с как это по но мы ты за из у так же все они вот сегодня завтра спасибо сервер встреча
    готово сломалось ёлка проверка ответ вопрос версия чайник время хорошо потом сейчас можно нужно""",
    """και το να του η της με που είναι για από στο την δεν θα σήμερα αύριο ευχαριστώ διακομιστής έτοιμο ερώτηση
    απάντηση""",
    """في من على إلى هذا أن لا ما هل كان مع كل اليوم غدا شكرا الخادم الاجتماع جاهز السؤال الجواب مرحبا الوقت قهوة""",
    """של את לא על זה אני עם הוא יש מה כל אבל היום מחר תודה השרת הפגישה מוכן שאלה תשובה שלום זמן קפה""",
    """है और के में की यह नहीं से को पर आज कल धन्यवाद सर्वर बैठक तैयार प्रश्न उत्तर समय चाय नमस्ते""",
]
UNSPACED = [
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出会可也你对能而子那得着下自之年服务器会议明天谢谢测试完成问题",
    "のにはをたがでてとしれさるいもなよらりだ今日明日会議サーバ準備完了質問返事時間茶東京都検索テスト確認お願いします",
    "이그저것수등들및에서의는을를가와과도로오늘내일회의서버준비완료질문답변시간커피감사합니다안녕하세요",
]
PATHS = [
    "/var/log/parlour/server.log",
    "~/notes/2026/plan.md",
    "C:\\Users\\Kit\\Desktop\\plan (2).docx",
    "src/lib/utf8.rs",
]
CODE = [
    "```python\nfor line in open('{0}.txt'):\n    print(line.strip())\n```",
    "```sql\nSELECT {0}, count(*) FROM {1} GROUP BY 1\n```",
    "try `{0}_{1}(--{2})` first",
    "```\n{0} -> {1}: *{2}* [100%]\n```",
]
EMOJI = ["😀", "😂", "🎉", "👍", "👍🏽", "❤️", "🚀", "👩\u200d💻", "🇫🇷", "☕", "🫖"]


def phrases(chance: random.Random, count: int) -> list[str]:
    """Return so many things to say; few of their words are said often, and most are seldom."""
    rare = _rare_words(chance)
    often = [1 / place for place in range(1, len(rare) + 1)]
    ways: list[tuple[int, Callable[[], str]]] = [
        (48, lambda: _spoken(chance, ENGLISH.split(), chance.choices(rare, often, k=chance.randint(1, 9)))),
        (20, lambda: _spoken(chance, chance.choice(SPACED).split(), chance.choices(rare, often, k=1))),
        (
            12,
            lambda: "".join(chance.choices(chance.choice(UNSPACED), k=chance.randint(4, 40))) + chance.choice("。！？"),
        ),
        (5, lambda: chance.choice(CODE).format(*chance.choices(rare, k=3))),
        (
            6,
            lambda: (
                f"see https://{chance.choice(rare)}.example.org/{chance.choice(rare)}?id={chance.randrange(10_000)}"
            ),
        ),
        (
            3,
            lambda: (
                f"{chance.choice(PATHS)} on 10.{chance.randrange(256)}.{chance.randrange(256)}.{chance.randrange(256)}"
            ),
        ),
        (6, lambda: f"{' '.join(chance.choices(rare, often, k=3))} {chance.choice(EMOJI)}"),
    ]
    weights = [weight for weight, _ in ways]
    return [chance.choices(ways, weights)[0][1]() for _ in range(count)]


def _spoken(chance: random.Random, words: Sequence[str], rare: list[str]) -> str:
    """A sentence of usual words, and some others among them."""
    said = [*chance.choices(words, k=chance.randint(2, 18)), *rare]
    chance.shuffle(said)
    text = " ".join(said)
    return text[:1].upper() + text[1:] + chance.choice(["", ".", "?"])


def _rare_words(chance: random.Random) -> list[str]:
    letters = "etaoinshrdlu" * 3 + "cmfwypvbgkjqxz"
    return ["".join(chance.choices(letters, k=chance.randint(3, 10))) for _ in range(3_000)]

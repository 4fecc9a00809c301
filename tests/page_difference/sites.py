"""Simulated sites: one article each, in a page that is different at every visit although nobody edits the article.

A site has a language, a way of naming its elements and a choice of parts, all drawn from its number. `visit` gives its page
at a week: nonces, counters, relative times, teasers, offers, prompts, banners, prices, polls, comments and hidden addresses are drawn anew, and every
quarter the site is deployed again with other class names and another order of its side columns.
"""

import random

TEXTS = {
    "en": (
        "The harbour of Lindow was closed on Monday after a crane of {a} metres fell across the eastern basin.",
        "Nobody was hurt, the port authority said, because the shift had ended {b} minutes before the fall.",
        "Ships for the eastern basin are sent to Marwick, which has room for {b} of them at the same time.",
        "The crane was built in 1987 and had passed its last inspection in the spring, according to its owner.",
        "Engineers want to find out until the end of the month why a bolt of the lower bearing had broken.",
        "The ferries to the islands are not affected and leave from the western pier as the timetable says.",
    ),
    "de": (
        "Der Hafen von Lindow wurde am Montag geschlossen, nachdem ein Kran von {a} Metern in das Ostbecken gefallen war.",
        "Niemand wurde verletzt, teilte die Hafenbehörde mit, weil die Schicht {b} Minuten vorher geendet hatte.",
        "Die Schiffe für das Ostbecken fahren nach Marwick, wo {b} von ihnen zugleich Platz finden.",
        "Der Kran wurde 1987 gebaut und hatte die letzte Prüfung im Frühjahr bestanden, wie der Eigentümer sagte.",
        "Fachleute wollen bis zum Ende des Monats klären, warum ein Bolzen des unteren Lagers gebrochen ist.",
        "Die Fähren zu den Inseln sind nicht betroffen und legen weiter nach Fahrplan vom Westufer ab.",
    ),
    "fr": (
        "Le port de Lindow est fermé depuis lundi, après la chute d'une grue de {a} mètres dans le bassin de l'est.",
        "Personne n'a été blessé, selon la direction du port, car l'équipe était partie {b} minutes avant la chute.",
        "Les navires attendus dans le bassin de l'est vont à Marwick, qui peut en recevoir {b} à la fois.",
        "La grue avait été construite en 1987 et avait passé sa dernière inspection au printemps, dit le propriétaire.",
        "Des ingénieurs veulent savoir avant la fin du mois pourquoi un boulon du palier inférieur a cédé.",
        "Les bacs vers les îles ne sont pas touchés et partent du quai de l'ouest aux heures prévues.",
    ),
    "es": (
        "El puerto de Lindow está cerrado desde el lunes tras la caída de una grúa de {a} metros en la dársena del este.",
        "Nadie resultó herido, según la autoridad del puerto, porque el turno había terminado {b} minutos antes.",
        "Los barcos de la dársena del este van a Marwick, donde caben {b} de ellos al mismo tiempo.",
        "La grúa se construyó en 1987 y había pasado la última inspección en primavera, según su propietario.",
        "Los ingenieros quieren averiguar antes de fin de mes por qué se rompió un perno del apoyo inferior.",
        "Los transbordadores a las islas no están afectados y salen del muelle del oeste según el horario.",
    ),
    "it": (
        "Il porto di Lindow è chiuso da lunedì dopo la caduta di una gru di {a} metri nel bacino orientale.",
        "Nessuno è rimasto ferito, secondo l'autorità portuale, perché il turno era finito {b} minuti prima.",
        "Le navi del bacino orientale vanno a Marwick, che ne può ospitare {b} allo stesso tempo.",
        "La gru era stata costruita nel 1987 e aveva superato l'ultima ispezione in primavera, dice il proprietario.",
        "Gli ingegneri vogliono capire entro la fine del mese perché un bullone del supporto inferiore ha ceduto.",
        "I traghetti per le isole non sono coinvolti e partono dal molo occidentale secondo l'orario.",
    ),
    "pl": (
        "Port w Lindow jest zamknięty od poniedziałku, gdy żuraw o wysokości {a} metrów runął do wschodniego basenu.",
        "Nikt nie ucierpiał, podał zarząd portu, ponieważ zmiana skończyła się {b} minut przed upadkiem.",
        "Statki do wschodniego basenu płyną do Marwick, gdzie jest miejsce dla {b} z nich jednocześnie.",
        "Żuraw zbudowano w 1987 roku, a ostatni przegląd przeszedł wiosną, jak twierdzi jego właściciel.",
        "Inżynierowie chcą do końca miesiąca ustalić, dlaczego pękła śruba dolnego łożyska.",
        "Promy na wyspy kursują bez zmian i odpływają z zachodniego nabrzeża zgodnie z rozkładem.",
    ),
    "ru": (
        "Порт Линдов закрыт с понедельника: кран высотой {a} метров упал в восточный бассейн.",
        "Никто не пострадал, сообщили в управлении порта, потому что смена закончилась за {b} минут до падения.",
        "Суда для восточного бассейна направляют в Марвик, где одновременно могут стоять {b} из них.",
        "Кран построили в 1987 году, последнюю проверку он прошёл весной, утверждает его владелец.",
        "Инженеры хотят до конца месяца выяснить, почему сломался болт нижнего подшипника.",
        "Паромы на острова ходят без изменений и отправляются от западного причала по расписанию.",
    ),
}
"""The article in each language; `a` and `b` are figures of the site."""

HEADLINES = {
    "en": "Olsk sells its old trams;Bridge of Ebern to be painted;Council looks for a new clerk;Rain fills the upper lake",
    "de": "Olsk verkauft alte Straßenbahnen;Brücke von Ebern wird gestrichen;Rat sucht neuen Schreiber;Regen füllt den Obersee",
    "fr": "Olsk vend ses vieux trams;Le pont d'Ebern sera repeint;Le conseil cherche un greffier;La pluie remplit le lac",
    "es": "Olsk vende sus viejos tranvías;Pintarán el puente de Ebern;El concejo busca secretario;La lluvia llena el lago",
    "it": "Olsk vende i vecchi tram;Il ponte di Ebern sarà ridipinto;Il consiglio cerca un segretario;La pioggia riempie il lago",
    "pl": "Olsk sprzedaje stare tramwaje;Most w Ebern zostanie odmalowany;Rada szuka pisarza;Deszcz wypełnił górne jezioro",
    "ru": "Ольск продаёт старые трамваи;Мост в Эберне покрасят;Совет ищет секретаря;Дождь наполнил верхнее озеро",
}
SUMMARIES = {
    "en": "Forty cars from the fifties look for a garage;The work begins in May and takes nine weeks;Whoever writes fast may apply;Anglers are content, farmers are not",
    "de": "Vierzig Wagen aus den Fünfzigern suchen eine Halle;Die Arbeiten beginnen im Mai;Wer schnell schreibt, kann sich melden;Die Angler freuen sich, die Bauern nicht",
    "fr": "Quarante voitures des années cinquante cherchent un toit;Les travaux commencent en mai;Il faut écrire vite;Les pêcheurs sont contents",
    "es": "Cuarenta coches de los cincuenta buscan techo;Las obras empiezan en mayo;Hay que escribir deprisa;Los pescadores están contentos",
    "it": "Quaranta vetture degli anni Cinquanta cercano un tetto;I lavori iniziano a maggio;Bisogna scrivere in fretta;I pescatori sono contenti",
    "pl": "Czterdzieści wagonów z lat pięćdziesiątych szuka hali;Prace zaczną się w maju;Trzeba szybko pisać;Wędkarze są zadowoleni",
    "ru": "Сорок вагонов пятидесятых годов ищут гараж;Работы начнутся в мае;Нужно быстро писать;Рыбаки довольны",
}
LINES = {
    "en": "{n} views;Shared {n} times;{n} comments;{d} days ago;Last updated {d} May 2024, 1{m}:3{m};Page built in 0.{n} s",
    "de": "{n} Aufrufe;{n} mal geteilt;{n} Kommentare;vor {d} Tagen;Stand: {d}. Mai 2024, 1{m}:3{m} Uhr;Seite erzeugt in 0,{n} s",
    "fr": "{n} vues;Partagé {n} fois;{n} commentaires;il y a {d} jours;Mis à jour le {d} mai 2024;Page créée en 0,{n} s",
    "es": "{n} visitas;Compartido {n} veces;{n} comentarios;hace {d} días;Actualizado el {d} de mayo de 2024;Página creada en 0,{n} s",
    "it": "Letto {n} volte;{n} condivisioni;{n} commenti;{d} giorni fa;Aggiornato il {d} maggio 2024;Pagina creata in 0,{n} s",
    "pl": "{n} wyświetleń;Udostępniono {n} razy;{n} komentarzy;{d} dni temu;Aktualizacja: {d} maja 2024;Strona powstała w 0,{n} s",
    "ru": "{n} просмотров;Поделились {n} раз;{n} комментариев;{d} дней назад;Обновлено {d} мая 2024;Страница создана за 0,{n} с",
}
PROMPTS = {
    "en": "We and our {n} partners store data on your device. You may accept or refuse.|Shall we let you know when something happens? It takes one click.|Good reporting costs money, and {n} readers pay for it.",
    "de": "Wir und unsere {n} Partner speichern Daten auf Ihrem Gerät. Sie können zustimmen.|Sollen wir uns melden, wenn etwas geschieht? Ein Klick genügt.|Guter Journalismus kostet Geld, und {n} Leser bezahlen ihn.",
    "fr": "Nos {n} partenaires et nous stockons des données sur votre appareil.|Voulez-vous être averti quand il se passe quelque chose ?|Le bon journalisme a un prix, et {n} lecteurs le paient.",
    "es": "Nosotros y nuestros {n} socios guardamos datos en su dispositivo.|¿Quiere que le avisemos cuando pase algo? Basta un clic.|El buen periodismo cuesta dinero, y {n} lectores lo pagan.",
    "it": "Noi e i nostri {n} partner conserviamo dati sul suo dispositivo.|Vuole un avviso quando succede qualcosa? Basta un clic.|Il buon giornalismo costa, e {n} lettori lo pagano.",
    "pl": "My i nasi {n} partnerzy przechowujemy dane na Twoim urządzeniu.|Czy mamy dać znać, gdy coś się wydarzy? Wystarczy kliknąć.|Dobre dziennikarstwo kosztuje, a {n} czytelników za nie płaci.",
    "ru": "Мы и наши {n} партнёров храним данные на вашем устройстве.|Сообщить вам, когда что-нибудь случится? Хватит одного нажатия.|Хорошая журналистика стоит денег, её оплачивают {n} читателей.",
}
MAILS = (
    "<a class=__cf_email__ data-cfemail={x}>[email&#160;protected]</a>",
    "desk@lindow.example",
    "desk [at] lindow [dot] example",
)
QUARTER = 13
"""Weeks after which a site is deployed again."""


class Site:
    """One simulated site."""

    def __init__(self, number, seed=0):
        self.number, self.seed = number, seed
        self.language = list(TEXTS)[number % len(TEXTS)]
        drawn = random.Random(number if not seed else f"{seed} {number}")
        self.figures = {"a": drawn.randint(30, 60), "b": drawn.randint(7, 19)}
        self.named = drawn.choice(("plain", "hashed", "bare"))
        self.shape = drawn.choice(("p", "div"))
        self.parts = {part for part in PARTS if drawn.random() < 0.7}

    def visit(self, week, *, edit=None):
        """The page of a week."""
        drawn = random.Random(f"{self.seed} {self.number} {week}" if self.seed else f"{self.number} {week}")
        figures = self.figures if edit is None else {**self.figures, "a": edit}
        text = [one.format(**figures) for one in TEXTS[self.language]]
        title = text[3].split(",", maxsplit=1)[0]
        made = {part: PARTS[part](self, drawn, week) if part in self.parts else "" for part in PARTS}
        paragraphs = [f"<{self.shape}>{one}</{self.shape}>" for one in text]
        paragraphs.insert(4, made["teaser"] + made["pointer"] + made["plan"])
        paragraphs.insert(2, made["advertisement"] + made["offer"] + made["poll"])
        body = f"<h1>{title}</h1>{made['byline']}{made['player']}<div{self.name('text', week)}>{''.join(paragraphs)}{made['contact']}{made['thread']}</div>"
        columns = [
            made["ranking"],
            f"<main>{body}{made['shares']}{made['related']}{made['comments']}</main>",
            made["next"] + made["market"],
        ]
        if week // QUARTER % 2:
            columns.reverse()
        return (
            f"<html lang={self.language}><head><title>{title}</title><meta name=csrf content={drawn.random()}></head><body>"
            f"{made['ticker']}{made['consent']}<nav><a href=/>Lindow</a></nav>{''.join(columns)}{made['prompt']}"
            f"<footer>{made['nonce']}<p>© {2024 + week // 52} Lindow Media</p></footer></body></html>"
        )

    def name(self, part, week):
        """The class of a part: in words, or hashed and new at each deployment, or none but for the text."""
        if self.named == "plain":
            return f" class={part}"
        if self.named == "bare" and part != "text":
            return ""
        return f" class=c{random.Random(f'{part} {self.number} {week // QUARTER}').randrange(16**6):06x}"

    def headline(self, drawn):
        """A linked headline of another article."""
        return f"<a href=/{drawn.randint(1, 9999)}>{drawn.choice(HEADLINES[self.language].split(';'))}</a>"

    def summary(self, drawn):
        """A line on another article."""
        return drawn.choice(SUMMARIES[self.language].split(";"))

    def line(self, kind, drawn):
        """A counter, a time or a stamp of the language, by its place in `LINES`."""
        numbers = {"n": drawn.randint(20, 99_999), "d": drawn.randint(2, 28), "m": drawn.randint(0, 5)}
        return LINES[self.language].split(";")[kind].format(**numbers)

    def prompt(self, kind, drawn):
        """A banner, a prompt or an offer of the language, by its place in `PROMPTS`."""
        return PROMPTS[self.language].split("|")[kind].format(n=drawn.randint(20, 2_000))


def _box(part, content):
    """Make a part of an element that is named by the site, present at two of three visits."""

    def make(site, drawn, week):
        inner = content(site, drawn)
        return f"<div{site.name(part, week)}>{inner}</div>" if drawn.random() < 0.7 else ""

    return make


def _cards(site, drawn):
    return "".join(f"<div><h4>{site.headline(drawn)}</h4><p>{site.summary(drawn)}</p></div>" for _ in range(3))


def _contact(site, drawn):
    return f"<p>Lindow: {drawn.choice(MAILS).format(x=f'{drawn.getrandbits(60):x}')}</p>"


def _market(site, drawn):
    """Prices of a market, each with its change."""
    rows = (
        f"<tr><td>{name}</td><td>{drawn.randint(9, 39_999)}.{drawn.randint(10, 99)}</td>"
        f"<td>{drawn.uniform(-3, 3):+.2f}%</td></tr>"
        for name in ("DAX", "Brent", "Gold")
    )
    return f"<table>{''.join(rows)}</table>"


def _poll(site, drawn):
    """A question with the votes so far and the controls to vote."""
    votes = drawn.randint(1, 99)
    return f"<p>{site.summary(random.Random(site.number))}?</p><div>+ {votes} %</div><div>− {100 - votes} %</div><button>OK</button>"


def _thread(site, drawn):
    """Comments of several sentences, in elements that no name tells apart from those of the text."""
    said = "".join(
        f"<div><div><b>Ada{drawn.randint(1, 99)}</b> {drawn.randint(1, 28)}.0{drawn.randint(1, 9)}.2024"
        f" 1{drawn.randint(0, 9)}:30</div><p>{site.summary(drawn)}. {site.summary(drawn)}.</p><a href=#r>↩</a></div>"
        for _ in range(drawn.randint(2, 4))
    )
    return f"<div>{said}</div>"


def _comments(site, drawn):
    said = "".join(
        f"<div><b>Ada{n}</b> {site.line(3, drawn)}<p>{site.summary(drawn)}</p></div>"
        for n in range(drawn.randint(1, 3))
    )
    return f"<h3>{site.line(2, drawn)}</h3>{said}"


PARTS = {
    "ticker": _box("ticker", lambda site, drawn: site.headline(drawn)),
    "consent": _box("notice", lambda site, drawn: f"<p>{site.prompt(0, drawn)}</p><button>OK</button>"),
    "prompt": _box("ask", lambda site, drawn: f"<p>{site.prompt(1, drawn)}</p><button>OK</button>"),
    "offer": _box(
        "plea", lambda site, drawn: f"<p>{site.prompt(drawn.randint(1, 2), drawn)}</p>" if drawn.random() < 0.5 else ""
    ),
    "byline": lambda site, drawn, week: (
        f"<p{site.name('line', week)}>Ada Hale | {site.line(drawn.choice((3, 4)), drawn)}</p>"
    ),
    "shares": lambda site, drawn, week: (
        f"<div{site.name('bar', week)}><span>{site.line(0, drawn)}</span> <span>{site.line(1, drawn)}</span></div>"
    ),
    "advertisement": _box("slot", lambda site, drawn: f"<a href=/x>{site.summary(drawn)}</a>"),
    "teaser": _box("hint", lambda site, drawn: f"<h4>{site.headline(drawn)}</h4><p>{site.summary(drawn)}</p>"),
    "pointer": _box("more", lambda site, drawn: site.headline(drawn)),
    "related": _box("others", _cards),
    "ranking": _box(
        "top", lambda site, drawn: f"<ol>{''.join(f'<li>{site.headline(drawn)}</li>' for _ in range(5))}</ol>"
    ),
    "comments": _box("talk", _comments),
    "market": _box("rates", _market),
    "poll": _box("ballot", _poll),
    "plan": _box(
        "plan",
        lambda site, drawn: f"<p>{drawn.randint(9, 90)} : {drawn.randint(2, 9)},99 €.</p><a href=/plan>OK</a>",
    ),
    "thread": lambda site, drawn, week: _thread(site, drawn),
    "player": _box("sound", lambda site, drawn: f"<span>0:{drawn.randint(10, 59)} / 4:12</span><button>▶</button>"),
    "next": _box("after", lambda site, drawn: f"<h2>{site.headline(drawn)}</h2><p>{site.summary(drawn)}.</p>"),
    "contact": lambda site, drawn, week: _contact(site, drawn),
    "nonce": lambda site, drawn, week: f"<p>{site.line(5, drawn)} · {drawn.getrandbits(60):x}</p>",
}
"""The parts of a page that are drawn anew at every visit."""

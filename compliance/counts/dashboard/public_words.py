"""What the page for passers-by says of figures, in the sign's languages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PublicWords:
    """The page's own words in one language; all else on it is the sign's."""

    today: str
    week: str
    wore: str
    """What the rate is of: people."""
    chance: str
    """The interval: low, high."""
    untold: str
    nothing: str


PUBLIC_WORDS = {
    "en": PublicWords(
        today="Today so far",
        week="The last seven days",
        wore="wore a mask as required, of {people} people",
        chance="with what chance can do: {low} to {high}",
        untold="{people} people; how many wore a mask is not published",
        nothing="Nothing is published yet.",
    ),
    "de": PublicWords(
        today="Heute bis jetzt",
        week="Die letzten sieben Tage",
        wore="trugen eine Maske wie vorgeschrieben, von {people} Personen",
        chance="was der Zufall ausmachen kann: {low} bis {high}",
        untold="{people} Personen; wie viele eine Maske trugen, wird nicht veröffentlicht",
        nothing="Noch ist nichts veröffentlicht.",
    ),
    "fr": PublicWords(
        today="Aujourd’hui jusqu’ici",  # noqa: RUF001 - the apostrophe of printed French
        week="Les sept derniers jours",
        wore="portaient le masque comme demandé, sur {people} personnes",
        chance="selon ce que peut le hasard : de {low} à {high}",
        untold="{people} personnes ; le nombre de masques portés n’est pas publié",  # noqa: RUF001
        nothing="Rien n’est encore publié.",  # noqa: RUF001
    ),
    "da": PublicWords(
        today="I dag indtil nu",
        week="De seneste syv dage",
        wore="bar mundbind som krævet, af {people} personer",
        chance="hvad tilfældet kan gøre: {low} til {high}",
        untold="{people} personer; hvor mange der bar mundbind, offentliggøres ikke",
        nothing="Intet er offentliggjort endnu.",
    ),
    "no": PublicWords(
        today="I dag hittil",
        week="De siste sju dagene",
        wore="brukte munnbind som påkrevd, av {people} personer",
        chance="hva tilfeldigheter kan gjøre: {low} til {high}",
        untold="{people} personer; hvor mange som brukte munnbind, publiseres ikke",
        nothing="Ingenting er publisert ennå.",
    ),
    "sv": PublicWords(
        today="Hittills i dag",
        week="De senaste sju dagarna",
        wore="bar munskydd som föreskrivet, av {people} personer",
        chance="vad slumpen kan göra: {low} till {high}",
        untold="{people} personer; hur många som bar munskydd publiceras inte",
        nothing="Ingenting är publicerat ännu.",
    ),
}
"""By the sign's language codes."""

"""What stands on the sign, in each language; written in the letters of Windows-1252 alone."""

# ruff: noqa: RUF001 - the apostrophe of printed French

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """The sign's own words in one language; what the operator fills in is not among them."""

    title: str
    lead: str
    no_pictures: str
    nobody: str
    totals: str
    numbers: str
    """How large the totals are: people, minutes."""
    controller: str
    contact: str
    officer: str
    purpose: str
    its_purpose: str
    basis: str
    kept: str
    what_is_kept: str
    rights: str
    what_rights: str
    more: str
    missing: str
    """What is not filled in says so."""


WORDS = {
    "en": Words(
        title="Cameras count masks here",
        lead="Statistics on mask wearing, without recording",
        no_pictures="No pictures are stored",
        nobody="Nobody is recognised",
        totals="Only totals are published",
        numbers="of at least {people} people over at least {minutes} minutes",
        controller="Controller",
        contact="Contact",
        officer="Data protection officer",
        purpose="Purpose",
        its_purpose="To know how well the mask rule is followed at this place.",
        basis="Legal basis",
        kept="Storage",
        what_is_kept="No pictures: they are analysed in memory and gone within seconds. "
        "Only totals remain.",
        rights="Your rights",
        what_rights="You have rights towards the controller, in particular to access, erasure and "
        "objection, and you may complain to a supervisory authority. What this means where no "
        "pictures are stored is explained in the full information.",
        more="Full information",
        missing="to be filled in",
    ),
    "de": Words(
        title="Hier zählen Kameras Masken",
        lead="Statistik zum Maskentragen, ohne Aufzeichnung",
        no_pictures="Keine Bilder gespeichert",
        nobody="Niemand wird erkannt",
        totals="Nur Summen veröffentlicht",
        numbers="von mindestens {people} Personen über mindestens {minutes} Minuten",
        controller="Verantwortlicher",
        contact="Kontakt",
        officer="Datenschutzbeauftragte Person",
        purpose="Zweck",
        its_purpose="Zu wissen, wie gut die Maskenregel an diesem Ort befolgt wird.",
        basis="Rechtsgrundlage",
        kept="Speicherung",
        what_is_kept="Keine Bilder: Sie werden im Arbeitsspeicher ausgewertet und sind nach "
        "Sekunden verschwunden. Es bleiben nur Summen.",
        rights="Ihre Rechte",
        what_rights="Sie haben Rechte gegenüber dem Verantwortlichen, insbesondere auf Auskunft, "
        "Löschung und Widerspruch, und können sich bei einer Aufsichtsbehörde beschweren. Was "
        "das bedeutet, wenn keine Bilder gespeichert werden, steht in den ausführlichen "
        "Informationen.",
        more="Ausführliche Informationen",
        missing="auszufüllen",
    ),
    "fr": Words(
        title="Comptage des masques par caméra",
        lead="Pour des statistiques, sans enregistrement",
        no_pictures="Aucune image conservée",
        nobody="Personne n’est identifié",
        totals="Seuls des totaux publiés",
        numbers="d’au moins {people} personnes sur au moins {minutes} minutes",
        controller="Responsable du traitement",
        contact="Contact",
        officer="Délégué à la protection des données",
        purpose="Finalité",
        its_purpose="Savoir comment la règle du port du masque est suivie en ce lieu.",
        basis="Base juridique",
        kept="Conservation",
        what_is_kept="Aucune image : elles sont analysées en mémoire et disparaissent en quelques "
        "secondes. Seuls des totaux restent.",
        rights="Vos droits",
        what_rights="Vous avez des droits à l’égard du responsable du traitement, notamment "
        "d’accès, d’effacement et d’opposition, et vous pouvez introduire une réclamation auprès "
        "d’une autorité de contrôle. Ce que cela signifie lorsqu’aucune image n’est conservée est "
        "expliqué dans les informations complètes.",
        more="Informations complètes",
        missing="à compléter",
    ),
    "da": Words(
        title="Her tæller kameraer mundbind",
        lead="Statistik om brug af mundbind, uden optagelse",
        no_pictures="Ingen billeder gemmes",
        nobody="Ingen genkendes",
        totals="Kun summer offentliggøres",
        numbers="af mindst {people} personer over mindst {minutes} minutter",
        controller="Dataansvarlig",
        contact="Kontakt",
        officer="Databeskyttelsesrådgiver",
        purpose="Formål",
        its_purpose="At vide, hvor godt reglen om mundbind følges på dette sted.",
        basis="Retsgrundlag",
        kept="Opbevaring",
        what_is_kept="Ingen billeder: De analyseres i hukommelsen og er væk efter få sekunder. "
        "Kun summer bliver tilbage.",
        rights="Dine rettigheder",
        what_rights="Du har rettigheder over for den dataansvarlige, især til indsigt, sletning og "
        "indsigelse, og du kan klage til en tilsynsmyndighed. Hvad det betyder, når ingen billeder "
        "gemmes, forklares i de fuldstændige oplysninger.",
        more="Fuldstændige oplysninger",
        missing="udfyldes",
    ),
    "no": Words(
        title="Her teller kameraer munnbind",
        lead="Statistikk om bruk av munnbind, uten opptak",
        no_pictures="Ingen bilder lagres",
        nobody="Ingen gjenkjennes",
        totals="Bare summer publiseres",
        numbers="av minst {people} personer over minst {minutes} minutter",
        controller="Behandlingsansvarlig",
        contact="Kontakt",
        officer="Personvernombud",
        purpose="Formål",
        its_purpose="Å vite hvor godt regelen om munnbind følges på dette stedet.",
        basis="Behandlingsgrunnlag",
        kept="Lagring",
        what_is_kept="Ingen bilder: De analyseres i minnet og er borte etter noen sekunder. Bare "
        "summer blir igjen.",
        rights="Dine rettigheter",
        what_rights="Du har rettigheter overfor den behandlingsansvarlige, særlig til innsyn, "
        "sletting og innsigelse, og du kan klage til en tilsynsmyndighet. Hva det betyr når ingen "
        "bilder lagres, forklares i den fullstendige informasjonen.",
        more="Fullstendig informasjon",
        missing="fylles ut",
    ),
    "sv": Words(
        title="Här räknar kameror munskydd",
        lead="Statistik om användning av munskydd, utan inspelning",
        no_pictures="Inga bilder sparas",
        nobody="Ingen känns igen",
        totals="Endast summor publiceras",
        numbers="av minst {people} personer under minst {minutes} minuter",
        controller="Personuppgiftsansvarig",
        contact="Kontakt",
        officer="Dataskyddsombud",
        purpose="Ändamål",
        its_purpose="Att veta hur väl regeln om munskydd följs på denna plats.",
        basis="Rättslig grund",
        kept="Lagring",
        what_is_kept="Inga bilder: de analyseras i minnet och är borta efter några sekunder. "
        "Endast summor finns kvar.",
        rights="Dina rättigheter",
        what_rights="Du har rättigheter gentemot den personuppgiftsansvarige, särskilt till "
        "tillgång, radering och invändning, och du kan klaga hos en tillsynsmyndighet. Vad det "
        "innebär när inga bilder sparas förklaras i den fullständiga informationen.",
        more="Fullständig information",
        missing="fylls i",
    ),
}
"""By ISO 639-1 code; `no` is Bokmål."""

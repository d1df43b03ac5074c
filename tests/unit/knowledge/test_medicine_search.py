"""A medicine is found by what people really type, and no word is taken for one that it is not."""

from __future__ import annotations

import time

import pytest

from legato.knowledge.library import load_library
from legato.knowledge.medicine_search import MedicineIndex, codes_of_medicines, find_medicines


@pytest.fixture(scope="module")
def index():
    library = load_library()
    words = [word for one in library.records("look_alike") for word in one["words"]]
    return MedicineIndex(library.records("medicine"), others=words)


def ids(text, index):
    return [match.id for match in find_medicines(text, medicines=index)]


def kinds(text, index):
    return {match.id: match.kind for match in find_medicines(text, medicines=index)}


# One name a medicine, as people of four languages type it.
NAMES = """
salbutamol:salbutamol albuterol:salbutamol Ventolin:salbutamol Salamol:salbutamol salmeterol:salmeterol Seretide:salmeterol
formoterol:formoterol Symbicort:formoterol terbutaline:terbutaline Bricanyl:terbutaline epinephrine:adrenaline EpiPen:adrenaline
theophylline:theophylline Theophyllin:theophylline teofilina:theophylline aminophylline:aminophylline coffee:caffeine
Kaffee:caffeine cafeína:caffeine nicotine:nicotine Sudafed:pseudoephedrine phenylephrine:phenylephrine Ritalin:methylphenidate
Concerta:methylphenidate Adderall:amphetamine Elvanse:lisdexamfetamine Vyvanse:lisdexamfetamine cocaine:cocaine Kokain:cocaine
ecstasy:mdma mdma:mdma modafinil:modafinil Provigil:modafinil atomoxetine:atomoxetine Strattera:atomoxetine alcohol:alcohol
beer:alcohol cerveza:alcohol diazepam:diazepam Valium:diazepam lorazepam:lorazepam Ativan:lorazepam Tavor:lorazepam
alprazolam:alprazolam Xanax:alprazolam temazepam:temazepam zopiclone:zopiclone Zimovane:zopiclone zolpidem:zolpidem
Stilnox:zolpidem morphine:morphine Oramorph:morphine oxycodone:oxycodone OxyContin:oxycodone co-codamol:codeine
hydromorphone:hydromorphone Palladon:hydromorphone buprenorphine:buprenorphine Suboxone:buprenorphine Tilidin:tilidine
tramadol:tramadol Ultram:tramadol Tramal:tramadol tapentadol:tapentadol Palexia:tapentadol dextromethorphan:dextromethorphan
Robitussin:dextromethorphan fentanyl:fentanyl Durogesic:fentanyl pethidine:pethidine meperidine:pethidine Demerol:pethidine
methadone:methadone linezolid:linezolid Zyvox:linezolid phenelzine:phenelzine Nardil:phenelzine Jatrosom:tranylcypromine
moclobemide:moclobemide selegiline:selegiline rasagiline:rasagiline Azilect:rasagiline citalopram:citalopram Celexa:citalopram
Cipramil:citalopram escitalopram:escitalopram Lexapro:escitalopram Cipralex:escitalopram sertraline:sertraline Zoloft:sertraline
Lustral:sertraline sertralina:sertraline paroxetine:paroxetine Seroxat:paroxetine Paxil:paroxetine fluoxetine:fluoxetine
Prozac:fluoxetine Fluoxetin:fluoxetine fluoxetina:fluoxetine fluvoxamine:fluvoxamine Faverin:fluvoxamine venlafaxine:venlafaxine
Effexor:venlafaxine Trevilor:venlafaxine duloxetine:duloxetine Cymbalta:duloxetine mirtazapine:mirtazapine Zispin:mirtazapine
Remeron:mirtazapine trazodone:trazodone amitriptyline:amitriptyline Amitriptylin:amitriptyline Saroten:amitriptyline
clomipramine:clomipramine Anafranil:clomipramine nortriptyline:nortriptyline doxepin:doxepin bupropion:bupropion
Wellbutrin:bupropion buspirone:buspirone sumatriptan:sumatriptan Imigran:sumatriptan Imitrex:sumatriptan rizatriptan:rizatriptan
hypericum:st_johns_wort Johanniskraut:st_johns_wort lithium:lithium Priadel:lithium Quilonum:lithium litio:lithium
valproate:valproate Epilim:valproate Depakote:valproate Valproinsäure:valproate carbamazepine:carbamazepine
Tegretol:carbamazepine phenytoin:phenytoin Dilantin:phenytoin lamotrigine:lamotrigine Lamictal:lamotrigine
topiramate:topiramate Keppra:levetiracetam gabapentin:gabapentin Neurontin:gabapentin pregabalin:pregabalin Lyrica:pregabalin
primidone:primidone Mysoline:primidone clonazepam:clonazepam Rivotril:clonazepam Klonopin:clonazepam haloperidol:haloperidol
Haldol:haloperidol chlorpromazine:chlorpromazine risperidone:risperidone Risperdal:risperidone olanzapine:olanzapine
Zyprexa:olanzapine quetiapine:quetiapine Seroquel:quetiapine aripiprazole:aripiprazole Abilify:aripiprazole clozapine:clozapine
Leponex:clozapine metoclopramide:metoclopramide Reglan:metoclopramide MCP:metoclopramide Primperan:metoclopramide
prochlorperazine:prochlorperazine Stemetil:prochlorperazine promethazine:promethazine Phenergan:promethazine
domperidone:domperidone Motilium:domperidone diphenhydramine:diphenhydramine Benadryl:diphenhydramine tetrabenazine:tetrabenazine
flunarizine:flunarizine amiodarone:amiodarone Cordarone:amiodarone levothyroxine:levothyroxine Euthyrox:levothyroxine
Synthroid:levothyroxine ciclosporin:ciclosporin cyclosporine:ciclosporin Neoral:ciclosporin tacrolimus:tacrolimus
Prograf:tacrolimus cytarabine:cytarabine vincristine:vincristine oxaliplatin:oxaliplatin metronidazole:metronidazole
Flagyl:metronidazole nitrofurantoin:nitrofurantoin metformin:metformin omeprazole:omeprazole Nexium:esomeprazole
pantoprazole:pantoprazole furosemide:furosemide frusemide:furosemide Lasix:furosemide alendronate:alendronic_acid
atorvastatin:atorvastatin Lipitor:atorvastatin simvastatin:simvastatin prednisolone:prednisolone prednisone:prednisone
Sinemet:levodopa Madopar:levodopa co-careldopa:levodopa pramipexole:pramipexole Mirapexin:pramipexole ropinirole:ropinirole
Requip:ropinirole rotigotine:rotigotine baclofen:baclofen Lioresal:baclofen propranolol:propranolol Inderal:propranolol
donepezil:donepezil Aricept:donepezil Botox:botulinum_toxin cannabis:cannabis manganese:manganese insulin:insulin Lantus:insulin
gliclazide:gliclazide warfarin:anticoagulant Marcumar:anticoagulant Eliquis:anticoagulant ramipril:ramipril ibuprofen:nsaid
pembrolizumab:checkpoint_inhibitor Keytruda:checkpoint_inhibitor carbimazole:carbimazole Novalgin:metamizole zinc:zinc
"""

# Slips that real people make: a letter left out, doubled, swapped, replaced, or spelled by ear.
MISSPELLINGS = """
citaloprm:citalopram citalapram:citalopram citalopran:citalopram escitaloprm:escitalopram sertralene:sertraline
setraline:sertraline fluoxitine:fluoxetine fluoxatine:fluoxetine paroxitine:paroxetine venlafaxin:venlafaxine venlafexine:venlafaxine
duloxatine:duloxetine mirtazepine:mirtazapine mertazapine:mirtazapine amitryptiline:amitriptyline amitriptaline:amitriptyline
amytriptyline:amitriptyline clomiprimine:clomipramine tramadole:tramadol tramodol:tramadol metoclopromide:metoclopramide
metaclopramide:metoclopramide prochlorperazin:prochlorperazine prochloperazine:prochlorperazine halperidol:haloperidol
haloperidal:haloperidol risperadone:risperidone respiridone:risperidone olanzepine:olanzapine quetiapene:quetiapine
quietapine:quetiapine aripiprazol:aripiprazole aripriprazole:aripiprazole clozapene:clozapine lithum:lithium litium:lithium
valporate:valproate valproat:valproate carbamazapine:carbamazepine lamotragine:lamotrigine lamotrogine:lamotrigine
gabapenten:gabapentin gabapentine:gabapentin gabepentin:gabapentin pregablin:pregabalin pregabaline:pregabalin
clonazapam:clonazepam clonezepam:clonazepam diazapam:diazepam diazepan:diazepam lorazapam:lorazepam alprazolm:alprazolam
zopliclone:zopiclone zopiclon:zopiclone zolpidam:zolpidem propanolol:propranolol propranalol:propranolol
amiodorone:amiodarone levothyroxene:levothyroxine levothyroxin:levothyroxine thyroxene:levothyroxine
cyclosporin:ciclosporin ciclosporine:ciclosporin tacrolimous:tacrolimus omeprazol:omeprazole omeprozole:omeprazole
lansoprozole:lansoprazole furosimide:furosemide salbutmol:salbutamol salbutamal:salbutamol formeterol:formoterol
theophyline:theophylline methylphenidat:methylphenidate methylphenadate:methylphenidate atomoxatine:atomoxetine
pramipexol:pramipexole pramapexole:pramipexole ropinerole:ropinirole ropinirol:ropinirole rotigotin:rotigotine
donepazil:donepezil baclophen:baclofen baclofin:baclofen metronidazol:metronidazole nitrofuratoin:nitrofurantoin
metforman:metformin atorvastatine:atorvastatin simvastatine:simvastatin prednislone:prednisolone warfarine:anticoagulant
ibuprofin:nsaid ibuprophen:nsaid codiene:codeine morphene:morphine oxycodon:oxycodone fentanil:fentanyl methodone:methadone
buproprion:bupropion promethazin:promethazine promethezine:promethazine diphenhydramin:diphenhydramine rasagilin:rasagiline
sumatriptin:sumatriptan primidon:primidone topiramat:topiramate pheytoin:phenytoin dextromethorphane:dextromethorphan
modafanil:modafinil pseudoephedrin:pseudoephedrine ventolen:salbutamol serequel:quetiapine rispirdal:risperidone
neurotin:gabapentin klonapin:clonazepam sinemat:levodopa phenergen:promethazine wellbutrine:bupropion
"""


def pairs(rows):
    return [tuple(row.rsplit(":", 1)) for row in rows.split()]


def test_the_two_lists_are_long_enough_to_say_something():
    assert len(pairs(NAMES)) >= 150
    assert len(pairs(MISSPELLINGS)) >= 100


@pytest.mark.parametrize(("text", "id_"), pairs(NAMES))
def test_a_name_or_brand_is_found_exactly(text, id_, index):
    assert kinds(text, index).get(id_) == "exact"


@pytest.mark.parametrize(("text", "id_"), pairs(MISSPELLINGS))
def test_a_misspelling_finds_its_medicine(text, id_, index):
    assert id_ in ids(text, index)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("citalopram 20mg", ["citalopram"]),
        ("Citalopram 20 mg once daily", ["citalopram"]),
        ("CITALOPRAM", ["citalopram"]),
        ("lisinopril 5mg, omeprazole 20mg; St. John’s wort", ["lisinopril", "omeprazole", "st_johns_wort"]),
        ("st johns wort", ["st_johns_wort"]),
        ("stjohnswort", ["st_johns_wort"]),
        ("Sodium valproate MR", ["valproate"]),
        ("ácido valproico", ["valproate"]),
        ("co careldopa", ["levodopa"]),
        ("cocareldopa", ["levodopa"]),
        ("nitrous oxide at parties", ["nitrous_oxide"]),
        ("laughing gas", ["nitrous_oxide"]),
        ("intravenous metoclopramide (single bolus)", ["metoclopramide"]),
        ("long-term proton pump inhibitor", ["class_ppi"]),
        ("alcohol withdrawal", ["alcohol_withdrawal"]),
        ("baclofen pump", ["intrathecal_baclofen"]),
        ("baclofen 10 mg", ["baclofen"]),
        ("vitamin B6", ["vitamin_b6"]),
        ("5-HTP", ["oxitriptan"]),
        ("Symbyax", ["olanzapine", "fluoxetine"]),
        ("sertralene and lithum", ["sertraline", "lithium"]),
    ],
)
def test_a_line_of_a_list_gives_its_medicines_in_order(text, expected, index):
    assert sorted(ids(text, index)) == sorted(expected)


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "20 mg", "?!", "none", "no", "nothing", "I take a tablet for pain", "two in the morning",
        "my legs shake when I rest", "below the knee", "stay alert", "a valid point", "moderate pain", "ambient noise",
        "attention", "optimal", "the program", "ability", "static", "lyrics", "herein", "a cod", "ten", "tin", "wind",
        "led", "iran", "teas?", "cole", "thd", "lsb", "ssr", "mcb", "inj", "zine", "wane", "been", "bear",
    ],
)  # fmt: skip
def test_an_ordinary_or_short_word_is_never_taken_for_a_medicine(text, index):
    assert ids(text, index) == []


@pytest.mark.parametrize(
    "other",
    [
        "paracetamol", "acetaminophen", "aspirin", "cetirizine", "loratadine", "nimodipine", "quinine", "quinidine",
        "clonazolam", "digoxin", "memantine", "trimethoprim", "amoxicillin", "sildenafil", "finasteride", "tamoxifen",
        "estradiol", "progesterone", "colchicine", "allopurinol", "montelukast", "ranitidine", "loperamide", "ondansetron",
        "betahistine", "hydroxychloroquine", "melatonin", "naltrexone", "naloxone", "nicardipine", "pindolol", "timolol",
        "chlorpropamide", "triazolam", "riluzole", "doxycycline", "fluconazole", "ketoconazole", "terbinafine", "biotin",
    ],
)  # fmt: skip
def test_another_medicine_is_not_read_as_one_that_looks_like_it(other, index):
    assert ids(f"{other} 10 mg", index) == []


def test_a_misspelling_is_marked_so_that_it_can_be_asked_back(index):
    [match] = find_medicines("citaloprm 20mg", medicines=index)
    assert (match.kind, match.distance, match.said, match.name) == ("typo", 1, "citaloprm", "citalopram")


def test_the_last_word_of_a_list_is_completed(index):
    assert "propranolol" in ids("prop", index)
    assert kinds("citalopram 20 mg, prop", index)["propranolol"] == "prefix"
    assert kinds("amitr", index) == {"amitriptyline": "prefix"}


def test_three_letters_and_the_end_of_a_sentence_are_not_completed(index):
    assert ids("cit", index) == []
    assert ids("they shake when I rest", index) == []


def test_a_name_that_two_medicines_are_a_slip_away_from_gives_both(index):
    assert set(ids("prednislone", index)) == {"prednisolone", "prednisone"}


def test_an_exact_name_is_never_joined_by_a_slip_of_another(index):
    assert ids("duloxetine", index) == ["duloxetine"]
    assert ids("prednisone", index) == ["prednisone"]
    assert ids("hydromorphone", index) == ["hydromorphone"]


def test_every_spelling_of_every_record_finds_its_record(index):
    missed = [
        (one["id"], spelling)
        for one in load_library().records("medicine")
        for spelling in (*one["names"], *one["brands"])
        if kinds(spelling, index).get(one["id"]) != "exact"
    ]
    assert missed == []


def test_records_may_be_given_without_an_index():
    records = [{"id": "lithium", "names": ["lithium"], "brands": [], "codes": ["drug:lithium"]}]
    assert [match.id for match in find_medicines("lithum", medicines=records)] == ["lithium"]
    assert find_medicines("lithium", medicines=[]) == []
    assert codes_of_medicines("lithium", medicines=[]) == ()


def test_codes_come_from_whole_names_only(index):
    assert codes_of_medicines(["citalopram 20mg", "Priadel"], medicines=index) == (
        "drug:lithium",
        "drug:ssri",
    )
    assert codes_of_medicines("citaloprm", medicines=index) == ()
    assert codes_of_medicines("prop", medicines=index) == ()
    assert codes_of_medicines("none", medicines=index) == ()
    assert codes_of_medicines([], medicines=index) == ()


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("tramadol and sertraline", {"drug:tramadol", "drug:opioid", "drug:ssri"}),
        ("linezolid", {"drug:mao_inhibitor"}),
        ("St John's wort", {"drug:serotonergic_other"}),
        ("metoclopramide", {"drug:d2_antiemetic"}),
        ("clozapine", {"drug:antipsychotic", "drug:marrow_toxic"}),
        ("Gablofen intrathecal baclofen", {"drug:intrathecal_baclofen"}),
        ("baclofen tablets", {"drug:baclofen"}),
        ("gliclazide", {"drug:insulin"}),
        ("water tablets", {"drug:ppi", "drug:nsaid", "drug:antihypertensive"}),
        ("laughing gas", {"drug:nitrous"}),
        ("MDMA", {"drug:recreational_stimulant"}),
        ("apixaban", {"drug:anticoagulant"}),
        ("coffee", set()),
        ("metformin", set()),
    ],
)
def test_naming_a_medicine_sets_what_the_triage_asks_for(text, codes, index):
    assert set(codes_of_medicines(text, medicines=index)) == codes


def test_a_code_that_needs_a_date_is_never_set_by_a_name(index):
    everything = [
        spelling for one in load_library().records("medicine") for spelling in (*one["names"], *one["brands"])
    ]
    dated = {"drug:serotonergic_change_14d", "drug:dopamine_blocker_start_6w", "drug:dopaminergic_stop"}
    codes = codes_of_medicines(everything, medicines=index)
    assert dated.isdisjoint(codes)
    assert all(code.startswith("drug:") for code in codes)


def test_a_hostile_text_is_searched_quickly(index):
    text = "citaloprm " * 200 + "x" * 10_000 + " ß’é\u0301\x00 " + "valproat " * 200
    start = time.process_time()
    found = find_medicines(text, medicines=index)
    assert {"citalopram", "valproate"} <= {match.id for match in found}
    assert (
        time.process_time() - start < 8.0
    )  # a search whose time grows with the square of the text takes minutes

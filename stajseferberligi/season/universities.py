"""Universities that taught in 2020, with the province of their main campus."""

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class University:
    name: str
    province: int  # plate code
    students: int  # how many of a hundred thousand study there, roughly; only the proportion matters
    focus: str  # a key of TEACHES


# Which groups of fields (`fields.py`) a university of this kind teaches.
TEACHES = MappingProxyType(
    {
        "general": frozenset(
            "computing electrical mechanical construction design industry chemistry life science agriculture business law society "
            "language media arts health tourism education sport".split()
        ),
        "technical": frozenset("computing electrical mechanical construction design industry chemistry life science business".split()),
        "health": frozenset(["health", "life"]),
        "arts": frozenset(["arts", "design", "media"]),
        "social": frozenset("business law society language media tourism".split()),
    }
)

# Per line: plate code, size, focus, and the name without the word Üniversitesi, which nearly all of them bear.
_TABLE = """
1 26 general Çukurova
1 6 technical Adana Alparslan Türkeş Bilim ve Teknoloji
2 10 general Adıyaman
3 18 general Afyon Kocatepe
3 6 health Afyonkarahisar Sağlık Bilimleri
4 8 general Ağrı İbrahim Çeçen
5 9 general Amasya
6 34 general Ankara
6 30 general Gazi
6 32 general Hacettepe
6 17 technical Orta Doğu Teknik
6 16 general Ankara Yıldırım Beyazıt
6 16 social Ankara Hacı Bayram Veli
6 4 social Ankara Sosyal Bilimler
6 2 arts Ankara Müzik ve Güzel Sanatlar
6 8 general İhsan Doğramacı Bilkent
6 9 general Başkent
6 6 general Atılım
6 6 general Çankaya
6 4 technical TOBB Ekonomi ve Teknoloji
6 3 social TED
6 4 technical Türk Hava Kurumu
6 2 health Lokman Hekim
6 3 social Ufuk
6 2 technical OSTİM Teknik
7 30 general Akdeniz
7 10 general Alanya Alaaddin Keykubat
7 3 social Antalya Bilim
8 7 general Artvin Çoruh
9 26 general Aydın Adnan Menderes
10 20 general Balıkesir
10 10 general Bandırma Onyedi Eylül
11 10 general Bilecik Şeyh Edebali
12 8 general Bingöl
13 6 general Bitlis Eren
14 16 general Bolu Abant İzzet Baysal
15 13 general Burdur Mehmet Akif Ersoy
16 32 general Bursa Uludağ
16 6 technical Bursa Teknik
17 22 general Çanakkale Onsekiz Mart
18 9 general Çankırı Karatekin
19 10 general Hitit
20 26 general Pamukkale
21 16 general Dicle
22 19 general Trakya
23 20 general Fırat
24 12 general Erzincan Binali Yıldırım
25 30 general Atatürk
25 5 technical Erzurum Teknik
26 18 general Anadolu
26 17 general Eskişehir Osmangazi
26 12 technical Eskişehir Teknik
27 20 general Gaziantep
27 6 general Hasan Kalyoncu
27 2 health SANKO
28 15 general Giresun
29 9 general Gümüşhane
30 4 general Hakkari
31 16 general Hatay Mustafa Kemal
31 8 technical İskenderun Teknik
32 20 general Süleyman Demirel
32 10 general Isparta Uygulamalı Bilimler
33 20 general Mersin
33 4 technical Tarsus
33 4 social Çağ
33 3 general Toros
34 36 general İstanbul
34 18 general İstanbul Üniversitesi-Cerrahpaşa
34 34 general Marmara
34 22 technical İstanbul Teknik
34 24 technical Yıldız Teknik
34 12 general Boğaziçi
34 10 general İstanbul Medeniyet
34 7 arts Mimar Sinan Güzel Sanatlar
34 4 social Galatasaray
34 3 general Türk-Alman
34 10 health Sağlık Bilimleri
34 12 general Bahçeşehir
34 14 general İstanbul Aydın
34 11 general İstanbul Medipol
34 12 general İstanbul Gelişim
34 10 general Beykent
34 9 general Yeditepe
34 7 general İstanbul Bilgi
34 6 general Kadir Has
34 6 general İstanbul Kültür
34 6 general Maltepe
34 7 general Üsküdar
34 6 general İstanbul Okan
34 5 general İstanbul Ticaret
34 6 general İstanbul Sabahattin Zaim
34 5 general Doğuş
34 5 general Haliç
34 6 general İstanbul Arel
34 6 general Altınbaş
34 5 general Nişantaşı
34 5 general Özyeğin
34 4 general Koç
34 4 general Sabancı
34 4 general Fatih Sultan Mehmet Vakıf
34 4 general Işık
34 3 social İbn Haldun
34 3 health Acıbadem Mehmet Ali Aydınlar
34 3 health Bezmialem Vakıf
34 5 health Biruni
34 4 general İstinye
34 3 social İstanbul 29 Mayıs
34 3 technical Piri Reis
34 3 social MEF
34 3 general İstanbul Yeni Yüzyıl
34 3 general İstanbul Gedik
34 3 social Beykoz
35 32 general Ege
35 32 general Dokuz Eylül
35 14 general İzmir Kâtip Çelebi
35 5 technical İzmir Yüksek Teknoloji Enstitüsü
35 3 general İzmir Demokrasi
35 3 general İzmir Bakırçay
35 6 general İzmir Ekonomi
35 5 general Yaşar
36 9 general Kafkas
37 14 general Kastamonu
38 20 general Erciyes
38 4 technical Abdullah Gül
38 4 general Nuh Naci Yazgan
38 6 general Kayseri
39 11 general Kırklareli
40 10 general Kırşehir Ahi Evran
41 26 general Kocaeli
41 6 technical Gebze Teknik
42 26 general Selçuk
42 20 general Necmettin Erbakan
42 6 technical Konya Teknik
42 4 general KTO Karatay
43 18 general Kütahya Dumlupınar
43 4 health Kütahya Sağlık Bilimleri
44 16 general İnönü
44 5 general Malatya Turgut Özal
45 22 general Manisa Celal Bayar
46 16 general Kahramanmaraş Sütçü İmam
46 2 technical Kahramanmaraş İstiklal
47 6 general Mardin Artuklu
48 20 general Muğla Sıtkı Koçman
49 6 general Muş Alparslan
50 9 general Nevşehir Hacı Bektaş Veli
51 11 general Niğde Ömer Halisdemir
52 9 general Ordu
53 10 general Recep Tayyip Erdoğan
54 26 general Sakarya
54 6 technical Sakarya Uygulamalı Bilimler
55 26 general Ondokuz Mayıs
55 3 technical Samsun
56 6 general Siirt
57 6 general Sinop
58 22 general Sivas Cumhuriyet
58 2 technical Sivas Bilim ve Teknoloji
59 14 general Tekirdağ Namık Kemal
60 14 general Tokat Gaziosmanpaşa
61 24 general Karadeniz Teknik
61 4 general Trabzon
61 2 general Avrasya
62 4 general Munzur
63 13 general Harran
64 11 general Uşak
65 14 general Van Yüzüncü Yıl
66 9 general Yozgat Bozok
67 14 general Zonguldak Bülent Ecevit
68 10 general Aksaray
69 6 general Bayburt
70 8 general Karamanoğlu Mehmetbey
71 14 general Kırıkkale
72 6 general Batman
73 3 general Şırnak
74 7 general Bartın
75 3 general Ardahan
76 4 general Iğdır
77 5 general Yalova
78 16 general Karabük
79 4 general Kilis 7 Aralık
80 7 general Osmaniye Korkut Ata
81 13 general Düzce
"""


def _read(line: str) -> University:
    province, students, focus, name = line.split(maxsplit=3)
    if not any(word in name for word in ("Üniversitesi", "Enstitüsü")):
        name += " Üniversitesi"
    return University(name, int(province), int(students), focus)


UNIVERSITIES = tuple(_read(line) for line in _TABLE.strip().splitlines())

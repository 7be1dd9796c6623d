"""Kinds of employers. Public bodies exist; companies are invented, their names put together from two words that no company joins."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    name: str
    groups: tuple[str, ...]  # keys of fields.GROUPS: whom it looks for, the most wanted first


@dataclass(frozen=True, slots=True)
class Kind:
    name: str  # {place} is a province, a university, or an invented word
    sector: str
    weight: int  # how frequent in comparison with others of its list
    about: str
    units: tuple[Unit, ...]


def _kind(name: str, sector: str, weight: int, about: str, units: str) -> Kind:
    """Units one per line, each followed by a colon and its groups."""
    lines = (line.strip().split(": ") for line in units.strip().splitlines())
    return Kind(name, sector, weight, about, tuple(Unit(unit, tuple(groups.split())) for unit, groups in lines))


MUNICIPALITY = _kind(
    "{place} Belediyesi",
    "Yerel yönetim",
    9,
    "Kentin altyapı, imar, ulaşım, kültür ve sosyal hizmetlerini yürütür.",
    """
    Fen İşleri: construction mechanical electrical
    İmar ve Şehircilik: design construction law
    Bilgi İşlem: computing electrical
    Kültür ve Sosyal İşler: society arts education tourism
    Park ve Bahçeler: agriculture design life
    Basın Yayın: media arts language
    Mali Hizmetler: business law
    Çevre Koruma ve Kontrol: chemistry life health
    """,
)
UNIVERSITY = _kind(
    "{place} Rektörlüğü",
    "Yükseköğretim",
    9,
    "Öğrencilere idari birimlerinde, laboratuvarlarında ve merkezlerinde staj olanağı sunar.",
    """
    Bilgi İşlem Daire Başkanlığı: computing electrical
    Kütüphane ve Dokümantasyon Daire Başkanlığı: society language arts
    Kariyer Merkezi: business education society
    Yapı İşleri ve Teknik Daire Başkanlığı: construction electrical mechanical design
    Basın ve Halkla İlişkiler Müdürlüğü: media arts language
    Merkezî Araştırma Laboratuvarı: chemistry life science
    Strateji Geliştirme Daire Başkanlığı: business industry law
    Sağlık, Kültür ve Spor Daire Başkanlığı: sport health society
    """,
)
PUBLIC = (
    MUNICIPALITY,
    UNIVERSITY,
    _kind(
        "{place} İl Sağlık Müdürlüğü",
        "Sağlık",
        6,
        "İldeki sağlık hizmetlerini planlar ve denetler.",
        """
        Halk Sağlığı Hizmetleri Başkanlığı: health life society
        Kamu Hastaneleri Hizmetleri Başkanlığı: health business
        Destek Hizmetleri Başkanlığı: computing business electrical
        Acil Sağlık Hizmetleri Başkanlığı: health
        """,
    ),
    _kind(
        "{place} İl Millî Eğitim Müdürlüğü",
        "Eğitim",
        6,
        "İldeki okulların ve eğitim hizmetlerinin yürütülmesini sağlar.",
        """
        Özel Eğitim ve Rehberlik Şubesi: education society health
        Bilgi İşlem ve Eğitim Teknolojileri Şubesi: computing electrical
        Ölçme Değerlendirme Merkezi: science education
        Strateji Geliştirme Şubesi: business language
        """,
    ),
    _kind(
        "{place} İl Tarım ve Orman Müdürlüğü",
        "Tarım ve ormancılık",
        5,
        "Üreticilere destek verir, gıda ve hayvan sağlığı denetimlerini yapar.",
        """
        Bitkisel Üretim ve Bitki Sağlığı Şubesi: agriculture life
        Hayvan Sağlığı ve Yetiştiriciliği Şubesi: agriculture life
        Gıda ve Yem Şubesi: life chemistry
        Arazi Toplulaştırma Şubesi: construction agriculture
        """,
    ),
    _kind(
        "{place} İl Kültür ve Turizm Müdürlüğü",
        "Kültür ve turizm",
        4,
        "İlin kültür varlıklarını korur, turizm tanıtımını yürütür.",
        """
        Turizm Tanıtım Şubesi: tourism media language
        İl Halk Kütüphanesi: society language
        Kültürel Miras Şubesi: society design arts
        """,
    ),
    _kind(
        "{place} Gençlik ve Spor İl Müdürlüğü",
        "Gençlik ve spor",
        4,
        "Gençlik merkezlerini, yurtları ve spor tesislerini işletir.",
        """
        Gençlik Hizmetleri Şubesi: society education media
        Spor Hizmetleri Şubesi: sport health
        Gençlik Merkezi: sport arts language
        Yatırım ve İşletmeler Şubesi: construction business
        """,
    ),
    _kind(
        "{place} Sanayi ve Teknoloji İl Müdürlüğü",
        "Sanayi ve teknoloji",
        3,
        "Sanayi işletmelerinin sicilini tutar, ürün güvenliğini denetler.",
        """
        Sanayi Şubesi: industry mechanical chemistry
        Piyasa Gözetimi ve Denetimi Şubesi: electrical mechanical
        Teknoloji ve Yatırım Destekleri Birimi: industry computing business
        """,
    ),
    _kind(
        "{place} Ticaret İl Müdürlüğü",
        "Ticaret",
        3,
        "Tüketici, esnaf ve kooperatif işlemlerini yürütür.",
        """
        Tüketici Hakem Heyeti: law business
        Esnaf ve Kooperatifler Birimi: business society
        İç Ticaret Birimi: business law
        """,
    ),
    _kind(
        "{place} İl Afet ve Acil Durum Müdürlüğü",
        "Afet yönetimi",
        3,
        "Afetlere hazırlık, müdahale ve eğitim çalışmalarını yürütür.",
        """
        Planlama ve Zarar Azaltma Şubesi: construction society
        Müdahale Şubesi: health sport mechanical
        Afet Eğitim Merkezi: education media
        Haberleşme ve Bilgi Sistemleri Birimi: electrical computing
        """,
    ),
    _kind(
        "{place} Çalışma ve İş Kurumu İl Müdürlüğü",
        "İstihdam",
        3,
        "İş arayanlarla işverenleri buluşturur, meslek edindirme kursları düzenler.",
        """
        İş ve Meslek Danışmanlığı Birimi: society business education
        Aktif İş Gücü Birimi: business society
        İşveren Hizmetleri Birimi: business media
        """,
    ),
    _kind(
        "{place} Defterdarlığı",
        "Maliye",
        3,
        "İlde devletin muhasebe ve hukuk işlerini yürütür.",
        """
        Muhasebe Müdürlüğü: business
        Personel Müdürlüğü: business society
        Muhakemat Müdürlüğü: law
        """,
    ),
    _kind(
        "{place} Valiliği",
        "Genel yönetim",
        3,
        "İlde kamu kurumları arasında eş güdümü sağlar.",
        """
        İl Planlama ve Koordinasyon Müdürlüğü: society business industry
        Basın ve Halkla İlişkiler Müdürlüğü: media language
        Bilgi İşlem Şube Müdürlüğü: computing
        Hukuk İşleri Şubesi: law
        """,
    ),
)

PRIVATE = (
    _kind(
        "{place} Yazılım",
        "Yazılım",
        12,
        "İşletmeler için bulut tabanlı yazılım geliştirir.",
        """
        Ürün Geliştirme: computing electrical
        Veri Ekibi: science computing industry
        Arayüz Tasarımı: arts computing
        Müşteri Destek: business language
        """,
    ),
    _kind(
        "{place} Elektronik",
        "Elektronik",
        7,
        "Ölçüm ve denetim cihazları tasarlar ve üretir.",
        """
        Ar-Ge: electrical computing science
        Üretim: electrical industry mechanical
        Satış Sonrası Hizmetler: electrical business
        """,
    ),
    _kind(
        "{place} Makina",
        "Makine imalatı",
        9,
        "Ambalaj ve taşıma makineleri üretir.",
        """
        Tasarım Ofisi: mechanical design
        Üretim: mechanical industry
        Elektrik ve Otomasyon: electrical
        Satın Alma: business industry
        """,
    ),
    _kind(
        "{place} Otomotiv",
        "Otomotiv yan sanayi",
        8,
        "Araç üreticilerine metal ve plastik parça sağlar.",
        """
        Metot Mühendisliği: industry mechanical
        Kalite: mechanical industry chemistry
        Kalıphane: mechanical
        Dış Ticaret: business language
        """,
    ),
    _kind(
        "{place} Tekstil",
        "Tekstil ve hazır giyim",
        8,
        "Örme kumaş ve hazır giyim üretip ihraç eder.",
        """
        Planlama: industry mechanical
        Desen ve Numune: arts design mechanical
        İhracat: business language
        Boya Laboratuvarı: chemistry mechanical
        """,
    ),
    _kind(
        "{place} Gıda",
        "Gıda",
        9,
        "Kuru meyve, bakliyat ve süt ürünleri işler.",
        """
        Üretim: life industry mechanical
        Kalite Güvence: life chemistry
        Ar-Ge Mutfağı: life tourism health
        Pazarlama: business media arts
        """,
    ),
    _kind(
        "{place} Yapı",
        "İnşaat ve taahhüt",
        9,
        "Konut, okul ve yol projeleri yapar.",
        """
        Teknik Ofis: construction design
        Şantiye: construction mechanical electrical
        Sözleşmeler: law business
        """,
    ),
    _kind(
        "{place} Mimarlık",
        "Mimarlık ve tasarım",
        4,
        "Kamu yapıları ve restorasyon projeleri çizer.",
        """
        Proje Ofisi: design construction
        Restorasyon Ekibi: design society
        Görselleştirme: arts design
        """,
    ),
    _kind(
        "{place} Enerji",
        "Enerji",
        6,
        "Güneş ve rüzgâr santralleri kurar ve işletir.",
        """
        Santral İşletme: electrical mechanical
        Proje Geliştirme: electrical industry construction
        Çevre ve İzinler: chemistry law
        """,
    ),
    _kind(
        "{place} Lojistik",
        "Lojistik",
        7,
        "Kara ve deniz yolu taşımacılığı ile depolama hizmeti verir.",
        """
        Operasyon: business industry
        Gümrük: business law language
        Depo Yönetimi: industry business
        Bilgi Sistemleri: computing
        """,
    ),
    _kind(
        "{place} Kimya",
        "Kimya ve kozmetik",
        5,
        "Temizlik ve kişisel bakım ürünleri üretir.",
        """
        Laboratuvar: chemistry life
        Üretim: chemistry industry mechanical
        Ruhsatlandırma: health law chemistry
        """,
    ),
    _kind(
        "{place} Sağlık Grubu",
        "Sağlık hizmetleri",
        6,
        "Hastane ve tıp merkezleri işletir.",
        """
        Hasta Hizmetleri: health business
        Beslenme ve Fizik Tedavi: health
        Çocuk Gelişimi Birimi: education society
        Bilgi Sistemleri: computing
        """,
    ),
    _kind(
        "{place} Otelcilik",
        "Turizm ve konaklama",
        7,
        "Kıyı ve şehir otelleri işletir.",
        """
        Ön Büro: tourism language
        Mutfak: tourism life
        Etkinlik ve Spor: sport media tourism
        Gelir Yönetimi: business tourism
        """,
    ),
    _kind(
        "{place} Mağazacılık",
        "Perakende",
        6,
        "Ev ve mutfak gereçleri mağazaları işletir.",
        """
        İnsan Kaynakları: business society
        E-ticaret: business computing media
        Ürün Tasarımı: design arts
        """,
    ),
    _kind(
        "{place} İletişim",
        "Medya ve iletişim",
        5,
        "Kurumlara yayın ve iletişim hizmeti verir.",
        """
        Haber Merkezi: media language society
        Video Ekibi: media arts
        Çeviri ve Redaksiyon: language
        """,
    ),
    _kind(
        "{place} Danışmanlık",
        "Danışmanlık",
        6,
        "Mali, hukuki ve yönetsel danışmanlık verir.",
        """
        Mali Müşavirlik: business
        Araştırma: science society business
        Hukuk: law
        """,
    ),
    _kind(
        "{place} Tarım",
        "Tarım",
        4,
        "Sera sebzesi ve sertifikalı fidan yetiştirir.",
        """
        Sera İşletmesi: agriculture life
        Fidanlık: agriculture design
        Satış ve Pazarlama: business agriculture
        """,
    ),
    _kind(
        "{place} Eğitim Kurumları",
        "Eğitim hizmetleri",
        4,
        "Anaokulu ve kurs merkezleri işletir.",
        """
        Anaokulu: education health
        Rehberlik Birimi: education society
        Yabancı Diller: language education
        Spor ve Sanat: sport arts
        """,
    ),
)

_FIRST_WORDS = """
    Turna Kiraz Lodos Nar Zeytin Yakamoz Ihlamur Sardunya Üvez Ardıç Çiğdem İncir Leylek Mercan Şimşir Yonca Kızılcık Defne Ceviz Sumak
    Çınar Ebegümeci Fesleğen Gelincik Hanımeli Isırgan Karanfil Kekik Nergis Papatya Reyhan Saksağan Tarçın Vişne Zambak
""".split()
_SECOND_WORDS = """
    köprü pusula yelken avlu terazi patika iskele değirmen kandil fener ırmak kervan basamak merdiven pencere takvim çarşı rıhtım
""".split()
INVENTED_WORDS = tuple(first + second for first in _FIRST_WORDS for second in _SECOND_WORDS if first[-1] != second[0])
LEGAL_FORMS = ("A.Ş.", "A.Ş.", "A.Ş.", "Ltd. Şti.", "Ltd. Şti.")

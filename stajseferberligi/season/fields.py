"""Fields of study, what their students know, and what they do in an internship. On-screen text, therefore Turkish."""

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Position:
    title: str
    tasks: str


@dataclass(frozen=True, slots=True)
class FieldOfStudy:
    name: str
    level: str  # "associate" or "bachelor"
    faculty: str
    years: int  # regular length of study
    students: int  # how many study it, roughly; only the proportion matters
    group: str  # a key of GROUPS; see also universities.TEACHES
    skills: tuple[str, ...]  # beyond those of the group


@dataclass(frozen=True, slots=True)
class Group:
    skills: tuple[str, ...]
    positions: tuple[Position, ...]


COMMON_SKILLS = (
    "Microsoft Excel",
    "Sunum hazırlama",
    "Rapor yazma",
    "Takım çalışması",
    "Topluluk önünde konuşma",
    "Proje planlama",
    "B sınıfı ehliyet",
)

GROUPS = MappingProxyType(
    {
        "computing": Group(
            (
                "Python",
                "Java",
                "C#",
                "SQL",
                "JavaScript",
                "Git",
                "Linux",
                "Veri yapıları",
                "Yapay öğrenme",
                "Mobil uygulama",
                "Ağ yönetimi",
                "Test otomasyonu",
            ),
            (
                Position(
                    "Yazılım geliştirme stajyeri", "Kurum içi bir uygulamanın küçük bir bölümünü geliştirir, testini ve belgesini yazar."
                ),
                Position("Veri analizi stajyeri", "Kurum verisini temizler, tablolar ve grafikler hazırlar, bulgularını birime sunar."),
                Position("Bilgi işlem stajyeri", "Kullanıcı destek kayıtlarını izler, ağ ve sunucu bakımına eşlik eder."),
            ),
        ),
        "electrical": Group(
            (
                "MATLAB",
                "Devre tasarımı",
                "PLC",
                "Gömülü sistemler",
                "C",
                "Proteus",
                "Sinyal işleme",
                "AutoCAD Electrical",
                "SCADA",
                "Ölçü aletleri",
            ),
            (
                Position("Elektrik bakım stajyeri", "Pano ve tesisat kontrollerine eşlik eder, ölçüm sonuçlarını kayda geçirir."),
                Position("Elektronik tasarım stajyeri", "Bir ölçüm devresini benzetim ortamında kurar, kart üzerinde dener."),
                Position("Otomasyon stajyeri", "Üretim hattındaki denetim programlarını okur, küçük bir değişikliği belgeler."),
            ),
        ),
        "mechanical": Group(
            (
                "SolidWorks",
                "AutoCAD",
                "CATIA",
                "ANSYS",
                "Teknik resim",
                "CNC",
                "Kaynak muayenesi",
                "Termodinamik",
                "Malzeme seçimi",
                "3B yazıcı",
            ),
            (
                Position("Üretim stajyeri", "Bir parçanın üretim adımlarını izler, süre ve fire kayıtlarını tutar."),
                Position("Tasarım stajyeri", "Mevcut bir parçanın katı modelini ve teknik resmini çıkarır, iyileştirme önerir."),
                Position("Bakım planlama stajyeri", "Makine bakım formlarını düzenler, arıza kayıtlarını sınıflandırır."),
            ),
        ),
        "construction": Group(
            ("AutoCAD", "Revit", "SAP2000", "ETABS", "Metraj", "Netcad", "ArcGIS", "Şantiye güvenliği", "Keşif ve hakediş", "Arazi ölçümü"),
            (
                Position("Şantiye stajyeri", "Günlük imalat raporlarını tutar, metraj ve beton deney kayıtlarına eşlik eder."),
                Position("Etüt ve proje stajyeri", "Bir projenin paftalarını inceler, metrajını çıkarır, eksiklerini listeler."),
                Position(
                    "Harita ve coğrafi bilgi stajyeri", "Arazi ölçümlerini bilgisayar ortamına aktarır, harita katmanlarını günceller."
                ),
            ),
        ),
        "design": Group(
            ("AutoCAD", "SketchUp", "Rhino", "Revit", "Adobe Photoshop", "Adobe InDesign", "Maket", "Eskiz", "Rölöve", "3ds Max"),
            (
                Position("Mimari proje stajyeri", "Rölöve alır, plan ve kesit çizer, sunum paftası hazırlar."),
                Position("Kentsel tasarım stajyeri", "Bir bölgenin kullanımını yerinde inceler, analiz paftalarını hazırlar."),
                Position("Koruma ve restorasyon stajyeri", "Tescilli bir yapının belgelerini derler, hasar tespit çizelgesini doldurur."),
            ),
        ),
        "industry": Group(
            (
                "Süreç analizi",
                "SAP",
                "Minitab",
                "Yalın üretim",
                "Optimizasyon",
                "Power BI",
                "Simülasyon",
                "Kalite yönetimi",
                "Stok planlama",
                "SQL",
            ),
            (
                Position("Süreç geliştirme stajyeri", "Bir iş sürecinin akışını çıkarır, bekleme noktalarını ölçer, öneri sunar."),
                Position("Kalite stajyeri", "Denetim kayıtlarını izler, uygunsuzlukları sınıflandırır ve raporlar."),
                Position("Tedarik planlama stajyeri", "Stok ve sipariş verisini derler, haftalık planın hazırlanmasına katılır."),
            ),
        ),
        "chemistry": Group(
            (
                "Laboratuvar güvenliği",
                "HPLC",
                "Spektroskopi",
                "ChemCAD",
                "Numune hazırlama",
                "Su analizi",
                "ISO 17025",
                "Polimerler",
                "Titrasyon",
            ),
            (
                Position("Laboratuvar stajyeri", "Numune hazırlar, deney sonuçlarını kaydeder, cihaz kalibrasyonlarına eşlik eder."),
                Position("Çevre denetim stajyeri", "Su ve hava ölçüm kayıtlarını derler, saha denetimlerine eşlik eder."),
            ),
        ),
        "life": Group(
            ("PCR", "Hücre kültürü", "Mikroskopi", "Gıda mikrobiyolojisi", "HACCP", "Elektroforez", "R", "ISO 22000", "Steril çalışma"),
            (
                Position("Gıda güvenliği stajyeri", "Üretim hattında sıcaklık ve hijyen kayıtlarını tutar, numune alımına katılır."),
                Position("Araştırma laboratuvarı stajyeri", "Deney düzenini hazırlar, ölçümleri kaydeder, kaynak taraması yapar."),
            ),
        ),
        "science": Group(
            (
                "MATLAB",
                "Python",
                "R",
                "İstatistiksel modelleme",
                "LaTeX",
                "SPSS",
                "Veri görselleştirme",
                "Olasılık",
                "Laboratuvar güvenliği",
            ),
            (
                Position("İstatistik stajyeri", "Anket ve kayıt verisini düzenler, özet tablolarını ve açıklamalarını hazırlar."),
                Position("Ölçüm ve analiz stajyeri", "Ölçüm sonuçlarını derler, hata paylarını hesaplar, raporun taslağını yazar."),
            ),
        ),
        "agriculture": Group(
            (
                "Toprak analizi",
                "Bitki koruma",
                "Sulama planlama",
                "Sera yönetimi",
                "ArcGIS",
                "Arıcılık",
                "Hayvan besleme",
                "İyi tarım uygulamaları",
            ),
            (
                Position("Tarımsal yayım stajyeri", "Üretici ziyaretlerine katılır, destek başvurularının ön incelemesine yardım eder."),
                Position("Arazi ve orman stajyeri", "Arazi gözlem formlarını doldurur, harita üzerinde işaretler, rapora aktarır."),
            ),
        ),
        "business": Group(
            (
                "Muhasebe",
                "Logo",
                "SAP",
                "Finansal analiz",
                "Power BI",
                "Pazar araştırması",
                "E-ticaret",
                "SPSS",
                "Bordro",
                "Dış ticaret mevzuatı",
            ),
            (
                Position("Muhasebe stajyeri", "Fatura ve fişleri sınıflandırır, mutabakat çizelgelerini hazırlar."),
                Position(
                    "İnsan kaynakları stajyeri", "Başvuru kayıtlarını düzenler, eğitim planının ve oryantasyonun hazırlığına katılır."
                ),
                Position("Strateji ve bütçe stajyeri", "Bütçe gerçekleşmelerini derler, faaliyet raporunun tablolarını hazırlar."),
                Position("Pazarlama stajyeri", "Rakip ve müşteri araştırması yapar, kampanya sonuçlarını raporlar."),
            ),
        ),
        "law": Group(
            ("Mevzuat tarama", "Sözleşme hukuku", "İdare hukuku", "Dilekçe yazımı", "KVKK", "UYAP", "İş hukuku", "Hukuki yazım"),
            (
                Position("Hukuk müşavirliği stajyeri", "İçtihat ve mevzuat taraması yapar, görüş yazılarının taslağını hazırlar."),
                Position("Sözleşme stajyeri", "Sözleşmeleri denetim listesine göre inceler, süre ve yükümlülükleri çizelgeler."),
            ),
        ),
        "society": Group(
            (
                "Anket tasarımı",
                "SPSS",
                "Saha araştırması",
                "Politika analizi",
                "Görüşme teknikleri",
                "Proje yazımı",
                "Arşiv taraması",
                "Sosyal inceleme raporu",
            ),
            (
                Position("Araştırma stajyeri", "Kaynak taraması yapar, saha notlarını düzenler, raporun bir bölümünü yazar."),
                Position("Sosyal hizmet stajyeri", "Görüşmelere gözlemci olarak katılır, hizmet kayıtlarının düzenlenmesine yardım eder."),
                Position("Uluslararası ilişkiler stajyeri", "Ülke notları hazırlar, toplantı tutanaklarını ve proje başvurularını derler."),
            ),
        ),
        "language": Group(
            (
                "Yazılı çeviri",
                "Ardıl çeviri",
                "Redaksiyon",
                "SDL Trados",
                "Altyazı",
                "Terim yönetimi",
                "Osmanlı Türkçesi",
                "Metin yazarlığı",
            ),
            (
                Position("Çeviri stajyeri", "Kurum yazışmalarının çeviri taslağını hazırlar, terim listesini günceller."),
                Position("Yayın stajyeri", "Metinleri yazım kurallarına göre düzeltir, yayın takvimini izler."),
            ),
        ),
        "media": Group(
            (
                "Adobe Premiere",
                "Adobe Photoshop",
                "Fotoğraf",
                "Haber yazımı",
                "Sosyal medya yönetimi",
                "Podcast",
                "Halkla ilişkiler",
                "Kurgu",
                "Canva",
            ),
            (
                Position("Basın ve halkla ilişkiler stajyeri", "Basın bülteni taslağı yazar, etkinliklerin duyurusunu ve arşivini tutar."),
                Position("Dijital içerik stajyeri", "Sosyal medya takvimini hazırlar, kısa video çeker ve kurgular."),
            ),
        ),
        "arts": Group(
            (
                "Adobe Illustrator",
                "Adobe Photoshop",
                "Adobe After Effects",
                "Tipografi",
                "İllüstrasyon",
                "Figma",
                "Seramik",
                "Nota yazımı",
                "Sahne tasarımı",
            ),
            (
                Position("Grafik tasarım stajyeri", "Afiş, kitapçık ve ekran görselleri hazırlar, baskı dosyalarını denetler."),
                Position("Kültür ve etkinlik stajyeri", "Sergi ve konserlerin hazırlığına katılır, eser ve sanatçı kayıtlarını tutar."),
            ),
        ),
        "health": Group(
            (
                "İlk yardım",
                "Hasta iletişimi",
                "Vital bulgular",
                "Tıbbi terminoloji",
                "Enfeksiyon kontrolü",
                "HBYS",
                "Sağlık okuryazarlığı",
                "Diyet planlama",
            ),
            (
                Position("Klinik uygulama stajyeri", "Sorumlu sağlık çalışanının gözetiminde hasta bakımına ve kayıtlara eşlik eder."),
                Position("Sağlık kuruluşu yönetimi stajyeri", "Hasta kabul ve arşiv süreçlerini izler, bekleme sürelerini raporlar."),
                Position("Halk sağlığı stajyeri", "Bilgilendirme çalışmalarına katılır, tarama sonuçlarını derler."),
            ),
        ),
        "tourism": Group(
            (
                "Opera PMS",
                "Rezervasyon sistemleri",
                "Misafir ilişkileri",
                "Mutfak hijyeni",
                "Amadeus",
                "Etkinlik yönetimi",
                "Menü planlama",
            ),
            (
                Position("Ön büro stajyeri", "Karşılama ve rezervasyon kayıtlarına eşlik eder, misafir görüşlerini derler."),
                Position("Mutfak stajyeri", "Hazırlık istasyonlarında çalışır, hijyen kontrol formlarını tutar."),
                Position("Turizm tanıtım stajyeri", "Rota ve etkinlik bilgilerini günceller, ziyaretçilere yol gösterir."),
            ),
        ),
        "education": Group(
            (
                "Ders planı hazırlama",
                "Ölçme ve değerlendirme",
                "Öğretim tasarımı",
                "Çocuk gelişimi",
                "Özel eğitim",
                "Görüşme teknikleri",
                "Etkileşimli tahta",
            ),
            (
                Position("Eğitim destek stajyeri", "Etkinlik ve ders gereçlerini hazırlar, öğretmenin gözetiminde gruba eşlik eder."),
                Position("Rehberlik stajyeri", "Tarama formlarını derler, meslek tanıtım günlerinin hazırlığına katılır."),
            ),
        ),
        "sport": Group(
            ("Antrenörlük", "İlk yardım", "Spor organizasyonu", "Yüzme", "Performans ölçümü", "Cankurtaranlık", "Çocuklarla spor"),
            (
                Position("Spor organizasyonu stajyeri", "Müsabaka programını ve katılımcı kayıtlarını tutar, tesis hazırlığına katılır."),
                Position("Gençlik merkezi stajyeri", "Spor etkinliklerine eğitmen yardımcısı olarak katılır."),
            ),
        ),
    }
)

_ENGINEERING = "Mühendislik Fakültesi"
_ARCHITECTURE = "Mimarlık Fakültesi"
_ECONOMICS = "İktisadi ve İdari Bilimler Fakültesi"
_LETTERS = "Fen-Edebiyat Fakültesi"
_HEALTH = "Sağlık Bilimleri Fakültesi"
_MEDIA = "İletişim Fakültesi"
_ARTS = "Güzel Sanatlar Fakültesi"
_EDUCATION = "Eğitim Fakültesi"
_TOURISM = "Turizm Fakültesi"
_FARMING = "Ziraat Fakültesi"
_COLLEGE = "Meslek Yüksekokulu"
_HEALTH_COLLEGE = "Sağlık Hizmetleri Meslek Yüksekokulu"


def _bachelor(name: str, faculty: str, students: int, group: str, *skills: str, years: int = 4) -> FieldOfStudy:
    return FieldOfStudy(name, "bachelor", faculty, years, students, group, skills)


def _associate(name: str, students: int, group: str, *skills: str, faculty: str = _COLLEGE) -> FieldOfStudy:
    return FieldOfStudy(name, "associate", faculty, 2, students, group, skills)


FIELDS = (
    _bachelor("Bilgisayar Mühendisliği", _ENGINEERING, 70, "computing", "C++", "Algoritma tasarımı"),
    _bachelor("Yazılım Mühendisliği", _ENGINEERING, 24, "computing", "Yazılım mimarisi", "Scrum"),
    _bachelor("Yönetim Bilişim Sistemleri", _ECONOMICS, 22, "computing", "İş analizi", "Power BI"),
    _bachelor("Elektrik-Elektronik Mühendisliği", _ENGINEERING, 64, "electrical", "Güç sistemleri"),
    _bachelor("Elektronik ve Haberleşme Mühendisliği", _ENGINEERING, 18, "electrical", "Antenler", "FPGA"),
    _bachelor("Mekatronik Mühendisliği", _ENGINEERING, 20, "electrical", "ROS", "SolidWorks"),
    _bachelor("Biyomedikal Mühendisliği", _ENGINEERING, 12, "electrical", "Tıbbi cihaz standartları"),
    _bachelor("Makine Mühendisliği", _ENGINEERING, 72, "mechanical", "Isı transferi"),
    _bachelor("Otomotiv Mühendisliği", _ENGINEERING, 10, "mechanical", "İçten yanmalı motorlar"),
    _bachelor("Uçak Mühendisliği", _ENGINEERING, 8, "mechanical", "Aerodinamik"),
    _bachelor("Metalurji ve Malzeme Mühendisliği", _ENGINEERING, 22, "mechanical", "Metalografi"),
    _bachelor("Tekstil Mühendisliği", _ENGINEERING, 8, "mechanical", "Dokuma teknolojisi"),
    _bachelor("Maden Mühendisliği", _ENGINEERING, 10, "construction", "Patlatma tasarımı"),
    _bachelor("İnşaat Mühendisliği", _ENGINEERING, 66, "construction", "Zemin mekaniği"),
    _bachelor("Harita Mühendisliği", _ENGINEERING, 16, "construction", "Fotogrametri"),
    _bachelor("Jeoloji Mühendisliği", _ENGINEERING, 14, "construction", "Sondaj logu"),
    _bachelor("Mimarlık", _ARCHITECTURE, 40, "design", "Yapı bilgisi"),
    _bachelor("İç Mimarlık", _ARCHITECTURE, 16, "design", "Mobilya tasarımı"),
    _bachelor("Şehir ve Bölge Planlama", _ARCHITECTURE, 16, "design", "ArcGIS"),
    _bachelor("Peyzaj Mimarlığı", _ARCHITECTURE, 14, "design", "Bitkilendirme tasarımı"),
    _bachelor("Endüstri Mühendisliği", _ENGINEERING, 50, "industry", "Yöneylem araştırması"),
    _bachelor("Endüstri Ürünleri Tasarımı", _ARCHITECTURE, 8, "design", "Ürün görselleştirme"),
    _bachelor("Kimya Mühendisliği", _ENGINEERING, 26, "chemistry", "Aspen Plus"),
    _bachelor("Çevre Mühendisliği", _ENGINEERING, 24, "chemistry", "Atık su arıtma"),
    _bachelor("Kimya", _LETTERS, 24, "chemistry", "Organik sentez"),
    _bachelor("Gıda Mühendisliği", _ENGINEERING, 26, "life", "Duyusal analiz"),
    _bachelor("Biyoloji", _LETTERS, 24, "life", "Biyoçeşitlilik izleme"),
    _bachelor("Moleküler Biyoloji ve Genetik", _LETTERS, 22, "life", "Biyoenformatik"),
    _bachelor("Matematik", _LETTERS, 34, "science", "Sayısal analiz"),
    _bachelor("İstatistik", _LETTERS, 18, "science", "Örnekleme"),
    _bachelor("Fizik", _LETTERS, 16, "science", "Vakum tekniği"),
    _bachelor("Bahçe Bitkileri", _FARMING, 12, "agriculture", "Bağcılık"),
    _bachelor("Zootekni", _FARMING, 10, "agriculture", "Rasyon hazırlama"),
    _bachelor("Orman Mühendisliği", "Orman Fakültesi", 14, "agriculture", "Orman amenajmanı"),
    _bachelor("Veterinerlik", "Veteriner Fakültesi", 16, "agriculture", "Klinik muayene", years=5),
    _bachelor("İşletme", _ECONOMICS, 110, "business", "Stratejik yönetim"),
    _bachelor("İktisat", _ECONOMICS, 80, "business", "Ekonometri"),
    _bachelor("Maliye", _ECONOMICS, 50, "business", "Vergi hukuku"),
    _bachelor("Uluslararası Ticaret ve Lojistik", _ECONOMICS, 30, "business", "Gümrük işlemleri"),
    _bachelor("Bankacılık ve Finans", _ECONOMICS, 18, "business", "Kredi analizi"),
    _bachelor("Çalışma Ekonomisi ve Endüstri İlişkileri", _ECONOMICS, 34, "business", "İş hukuku"),
    _bachelor("Hukuk", "Hukuk Fakültesi", 60, "law", "Medeni usul hukuku"),
    _bachelor("Siyaset Bilimi ve Kamu Yönetimi", _ECONOMICS, 62, "society", "Kamu politikası"),
    _bachelor("Uluslararası İlişkiler", _ECONOMICS, 48, "society", "Diplomatik yazışma"),
    _bachelor("Sosyoloji", _LETTERS, 36, "society", "Nitel araştırma"),
    _bachelor("Psikoloji", _LETTERS, 40, "society", "Psikolojik testler"),
    _bachelor("Sosyal Hizmet", _HEALTH, 26, "society", "Aile görüşmesi"),
    _bachelor("Tarih", _LETTERS, 34, "society", "Osmanlı Türkçesi"),
    _bachelor("Türk Dili ve Edebiyatı", _LETTERS, 38, "language", "Metin şerhi"),
    _bachelor("Mütercim ve Tercümanlık", _LETTERS, 24, "language", "Eş zamanlı çeviri"),
    _bachelor("İngiliz Dili ve Edebiyatı", _LETTERS, 26, "language", "Edebî çeviri"),
    _bachelor("Gazetecilik", _MEDIA, 20, "media", "Veri gazeteciliği"),
    _bachelor("Halkla İlişkiler ve Tanıtım", _MEDIA, 26, "media", "Etkinlik yönetimi"),
    _bachelor("Radyo, Televizyon ve Sinema", _MEDIA, 22, "media", "Kamera kullanımı"),
    _bachelor("Grafik Tasarımı", _ARTS, 14, "arts", "Kurumsal kimlik"),
    _bachelor("Müzikoloji", _ARTS, 5, "arts", "Derleme ve arşiv"),
    _bachelor("Hemşirelik", _HEALTH, 56, "health", "Yara bakımı"),
    _bachelor("Beslenme ve Diyetetik", _HEALTH, 28, "health", "Antropometrik ölçüm"),
    _bachelor("Fizyoterapi ve Rehabilitasyon", _HEALTH, 26, "health", "Egzersiz planlama"),
    _bachelor("Sağlık Yönetimi", _HEALTH, 24, "health", "Hastane bilgi sistemleri"),
    _bachelor("Eczacılık", "Eczacılık Fakültesi", 12, "health", "Reçete değerlendirme", years=5),
    _bachelor("Turizm İşletmeciliği", _TOURISM, 28, "tourism", "Gelir yönetimi"),
    _bachelor("Gastronomi ve Mutfak Sanatları", _TOURISM, 22, "tourism", "Pastacılık"),
    _bachelor("Rehberlik ve Psikolojik Danışmanlık", _EDUCATION, 26, "education", "Psikolojik danışma"),
    _bachelor("Çocuk Gelişimi", _HEALTH, 24, "education", "Gelişim değerlendirme"),
    _bachelor("Spor Yöneticiliği", "Spor Bilimleri Fakültesi", 22, "sport", "Tesis işletme"),
    _associate("Bilgisayar Programcılığı", 40, "computing", "PHP"),
    _associate("Elektrik", 28, "electrical", "Pano montajı"),
    _associate("Makine", 24, "mechanical", "Torna ve freze"),
    _associate("İnşaat Teknolojisi", 18, "construction", "Beton deneyleri"),
    _associate("Muhasebe ve Vergi Uygulamaları", 36, "business", "E-fatura"),
    _associate("Büro Yönetimi ve Yönetici Asistanlığı", 26, "business", "Resmî yazışma"),
    _associate("Lojistik", 18, "business", "Depo yönetimi"),
    _associate("Adalet", 24, "law", "Kalem işlemleri"),
    _associate("Grafik Tasarımı", 16, "arts", "Baskı öncesi hazırlık"),
    _associate("Aşçılık", 20, "tourism", "Sıcak mutfak"),
    _associate("Çocuk Gelişimi", 26, "education", "Oyun etkinlikleri"),
    _associate("İlk ve Acil Yardım", 18, "health", "Ambulans donanımı", faculty=_HEALTH_COLLEGE),
    _associate("Tıbbi Dokümantasyon ve Sekreterlik", 18, "health", "Tıbbi arşiv", faculty=_HEALTH_COLLEGE),
)

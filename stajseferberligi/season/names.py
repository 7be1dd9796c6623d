"""Given names and surnames, the commonest first, as people who studied in 2020 bear them. Which of them meet in a person is chance."""

WOMEN = (
    *"""
    Zeynep Elif Merve Büşra Esra Kübra Ayşe Fatma Emine Hatice İrem Gizem Betül Şeyma Rabia Ceren Beyza Dilara Melike Tuğba Sümeyye
    Rümeysa Aleyna Buse Hilal Sena İlayda Özge Damla Ece Gamze Pınar Selin Yağmur Zehra Ebru Eda Ezgi Cansu Tuğçe Simge Öykü Şevval
    Nisanur Sude Melis Meryem Yasemin Derya Hande İpek Işıl Nazlı Neslihan Özlem Seda Aslıhan Bengisu Burcu Berfin Çağla Çiğdem Deniz
    Dilan Duygu Ecem Elçin Feyza Gökçe Gül Gülşah Güneş Hazal Helin Hilâl Irmak Işılay Kardelen Kader Lale Mine Müge Nihan Nur Oya Pelin
    Rojda Rojin Seher Sevgi Sıla Sibel Songül Sultan Şule Şilan Tuba Tutku Ülkü Ümmügülsüm Yaren Yeliz Zilan Ahsen Asude Begüm Berivan
    Bahar Başak Belinay Ceylan Dilek Doğa Elanur Esma Evin Fadime Gülsüm Gülten Havva Hacer Hülya İclal İnci Kübranur Leyla Mervenur
    Nesrin Nida Nilay Nurgül Özgenur Saliha Şirin Tülay Ülker Vildan Yüsra Zülal
    """.split(),
    "Ayşe Nur",
    "Fatma Nur",
    "Elif Nur",
    "Zeynep Sude",
    "Hatice Kübra",
    "Emine Büşra",
    "Elif Naz",
    "Nur Sena",
    "Ayşe Gül",
    "Fatma Zehra",
)

MEN = (
    *"""
    Mehmet Mustafa Ahmet Emre Yusuf Furkan Ali Ömer İbrahim Muhammed Enes Burak Hasan Hüseyin Murat İsmail Kadir Halil Ramazan Osman
    Fatih Onur Berkay Oğuzhan Batuhan Kaan Kerem Arda Eren Berk Can Mert Umut Uğur Tolga Serkan Serhat Sinan Samet Salih Recep Yasin
    Abdullah Yunus Doğukan Efe Ege Alperen Anıl Atakan Baran Barış Bilal Buğra Burhan Cem Cihan Çağatay Çağrı Deniz Doğan Emirhan Emin
    Engin Ercan Erdem Erdi Erkan Ersin Faruk Ferhat Gökhan Görkem Güven Hakan Halit Harun Hamza Ilgaz Işık İlhan İlker İlyas İzzet Kemal
    Koray Levent Mahmut Metehan Metin Miraç Muhammet Nurullah Oğuz Okan Orhan Ozan Ökkeş Özgür Özcan Polat Rıdvan Rıza Rojhat Sabri
    Selçuk Selim Semih Sercan Sezer Süleyman Şahin Şamil Taha Taner Tarık Tayfun Turgut Tuğrul Ufuk Utku Ümit Vedat Veysel Volkan Yavuz
    Yiğit Zafer Agit Azad Berat Bünyamin Cengiz Cüneyt Çetin Erhan Ethem Fırat Göktuğ Haktan Hikmet Kürşat Mazlum Melih Muzaffer Necati
    Oktay Ogün Ömür Sadık Seyfullah Şükrü Tunahan Türker Vahit Yekta Ziya
    """.split(),
    "Mehmet Ali",
    "Ömer Faruk",
    "Muhammed Emin",
    "Yusuf Can",
    "Ahmet Can",
    "Hasan Hüseyin",
    "Mehmet Emin",
    "Ali Osman",
    "Halil İbrahim",
    "Ali Rıza",
)

SURNAMES = tuple(
    """
    Yılmaz Kaya Demir Çelik Şahin Yıldız Yıldırım Öztürk Aydın Özdemir Arslan Doğan Kılıç Aslan Çetin Kara Koç Kurt Özkan Şimşek Polat
    Korkmaz Özcan Çakır Erdoğan Yavuz Can Acar Şen Aktaş Güler Yalçın Güneş Bozkurt Bulut Keskin Ünal Turan Gül Özer Işık Kaplan Avcı
    Sarı Tekin Taş Köse Yüksel Ateş Aksoy Çoban Karaca Duman Güven Bilgin Uçar Toprak Kahraman Altun Erdem Uysal Karakaya Demirci Coşkun
    Tunç Sönmez Karataş Ay Yaman Bayram Tuncer Kocaman Akın Er Uzun Çiftçi Ekinci Özgür Durmaz Dağ Esen Ceylan Balcı Akbaş İnce Sezer
    Baş Demirel Gündüz Tosun Soylu Elmas Topal Erol Ekici Gök Alkan Kuş Çınar Oral Şeker Soysal Başaran Tunçer Ergin Öz Ertürk Akyüz
    Karabulut Sağlam Kandemir Bakır Durak Altıntaş Aydoğan Ersoy Güngör Yazıcı Öner Kaçar Kızıl Aytekin Sevim Dinç Temel Baysal Dursun
    Peker Ağca Altınok Aslantaş Ataş Ayhan Bağcı Bal Barut Baykal Bektaş Bilici Boz Canbaz Cengiz Çağlar Çalışkan Çam Çelebi Çevik Çolak
    Dal Daşdemir Deveci Dilek Doğru Ekin Elçi Erbaş Ercan Eren Erkan Eroğlu Eryılmaz Eser Fidan Genç Gezer Göçer Gökçe Gülmez Gümüş
    Günay Gürbüz Hazar Ilgın Ilıca Işıklı İlhan İpek İleri İnan İşler Kabak Kalkan Karadağ Karaduman Karagöz Karakoç Karaman Karaoğlu
    Kartal Kavak Kayhan Kaymaz Kazan Kemal Keleş Kırmızı Kıraç Kısa Koca Kolay Koçak Koyuncu Kösem Kulaksız Kurtuluş Küçük Mutlu Narin
    Ocak Oğuz Okumuş Olgun Orhan Oruç Oktay Ozan Ölmez Önal Önder Örnek Özbek Özel Özen Özmen Öztaş Parlak Pehlivan Reçber Sakallı
    Sancak Savaş Sayın Selvi Serin Sevinç Sezgin Solmaz Soydan Sucu Süzer Şanlı Şahbaz Şenol Şentürk Şık Tan Taşkın Tatar Tekeli Terzi
    Tetik Tokgöz Torun Türk Türkmen Tüfekçi Uçan Uğur Ulusoy Ural Usta Uyar Üçok Üner Ünlü Üstün Vural Yağız Yakut Yaşar Yayla Yeşil
    Yiğit Yurt Yücel Yüce Zengin Zeybek Zorlu Ağaoğlu Bayraktar Bozdağ Çavuş Değirmenci Göksu Hacıoğlu İmamoğlu Kalaycı Kasap Köroğlu
    Müftüoğlu Nalbant Ocaklı Öğüt Sarıkaya Sipahi Şengül Tanrıverdi Ulutaş Uslu Üzüm Yağcı Yıldırımoğlu
    """.split()
)

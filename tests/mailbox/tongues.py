"""Short texts as they come to a mailbox: Vietnamese in every way of typing it, and other languages."""

from __future__ import annotations

VIETNAMESE = r"""
Đường hỏng
Điện yếu quá
Mất nước ba ngày
Rác không ai dọn
Cho hỏi giờ làm việc
Bao giờ có sổ đỏ?
Ồn quá không ngủ được
Cống tắc, nước tràn vào nhà
Đèn đường thôn tôi không sáng
Hàng xóm nuôi lợn rất hôi
Xin hỏi thủ tục làm giấy khai sinh
Cán bộ hẹn mãi
Chợ bẩn
Em muốn hỏi về bảo hiểm y tế
Nhờ xã xem lại tiền điện
Con tôi chưa được nhận vào lớp 1
Tôi là Trần Thị Bích Ngọc, thôn Đông, xã Bình Minh, ĐT 0912345670
Nguyễn Văn An\nThôn Ba, xã Bình Minh\n0912345678
Hồ sơ nộp trên cổng bị lỗi "Invalid session", không gửi được
Web https://dichvucong.example/login báo Error 500 Internal Server Error khi nộp hồ sơ
Wifi nhà văn hóa yếu, app VNeID báo "please try again later" cả tuần nay
Quán karaoke hát quá 12h đêm
xin hoi thu tuc lam giay khai sinh can gi
duong lang hong ko ai sua
cho e hoi bao gio tra gcn qsdd ak
dien yeu qua
mat nuoc ba ngay nay
rac khong ai don
duong hong
cho hoi gio lam viec
bao gio co so do
on qua khong ngu duoc
cong tac nuoc tran vao nha
den duong thon toi khong sang
hang xom nuoi lon rat hoi
can bo hen mai chua tra
cho ban qua
em muon hoi ve bao hiem y te
nho xa xem lai tien dien
con toi chua duoc nhan vao lop 1
toi o thon dong nuoc giot yeu
Tran Thi Bich Ngoc, thon Dong, xa Binh Minh, DT 0912345670
Nguyen Van An\nThon Ba, xa Binh Minh\n0912345678
ho so nop tren cong bi loi "Invalid session" khong gui duoc
a oi cho e hoi lam cccd mat bn tien
sao goi mai ko ai nghe may v
e nop hs tu thang truoc ma chua dc tra kq
ubnd xa cho hoi lich tiep dan
xe ben chay am am ca dem bui lam
xa oi dien chap chon wa
k co nuoc sach dung
ong chu tich hua sua duong ma k thay dau
nha hang xom xay lan dat nha em
bao h thi co tien ho tro lu lut
toi to cao can bo dia chinh nhan tien
lam the nao de nhap khau cho con
tien dien thang nay tang gap doi
cong truong co thu tien sai
thoat nuoc kem, mua la ngap
chó thả rông cắn người
don xin xac nhan tam tru
phi chung thuc ban sao bao nhieu
giấy tờ đất của bố mẹ em chưa sang tên đc
cầu sắp sập
dt e la 0912345678, dc thon tay
kinh gui ubnd xa
De nghi xa xem xet
Đ/c: Bản Nà Pán, ĐT: 0912345678
Gui thong tin bo sung nhu yeu cau
Lò Văn Páo, bản Huổi Lếch
""".strip().split("\n")
VIETNAMESE = [text.replace("\\n", "\n") for text in VIETNAMESE]

FOREIGN = r"""
hi
Hi
hello
ok
test
Thank you
?
123
Buy cheap watches now, click here http://spam.example
We can rank your website first on Google. Best price!
Hello, how are you?
Dear Sir, I have a business proposal for you
Call me
Hi, can you help me?
Please see the attached file
Get a loan today
Hot singles near you
Invoice attached
Do you need a new web site?
Win a free phone
Cheap pills, no prescription
You have won the lottery
Long time no see, my man
Can I come on Monday at ten?
Are you the boss?
Let me in
Not a bad thing to do, then
I am in Hanoi and want to rent a house
Kính gửi quý cơ quan,\nWe are a leading manufacturer of solar lamps, would you like our best price list?
Xin chào,\nWe can rank your website first on Google. Best price guaranteed, contact our sales team now!
Dear Mr Nguyen Van An, we have a parcel for you. Please pay the shipping fee here.
Bonjour, je vous propose un prêt
Bonjour
Merci de votre réponse
Je suis à la recherche d'un partenaire
Bien à toi
Nous avons le plaisir de vous offrir nos services
Votre compte est suspendu, cliquez ici
C'est loin, non?
Quoi de neuf chez toi?
Selamat siang, kami menawarkan produk murah
Apa kabar? Kami ada barang bagus dan murah
Terima kasih banyak
Anda menang hadiah, hubungi kami sekarang
Saya mau tanya harga barang ini
Pinjaman cepat tanpa jaminan
Kumusta po kayo? May alok kami sa inyo
Magandang araw po, may trabaho kami para sa inyo
Maraming salamat po
Ano ang pangalan mo?
Bumili na kayo ng mura naming produkto
Guten Tag, wir bieten Ihnen einen Kredit an
Hallo, wie geht es Ihnen?
Vielen Dank
Ich habe eine Frage zu dem Haus
Hola, ¿cómo está usted?
Tenemos una oferta para su empresa
Gracias por su respuesta
No sé qué decir, hoy voy a tu casa
Olá, não temos mais informação para você
São Paulo é bom
Ciao, ti mando la fattura
Bună ziua, vă oferim un împrumut
您好，我们提供优质产品，请联系我们。
您好
谢谢
王伟
こんにちは、お世話になっております
안녕하세요
저희 회사 제품을 소개합니다
Здравствуйте
Предлагаем выгодный кредит
สวัสดีครับ
เราขอเสนอสินเชื่อราคาถูก
مرحبا
Nin hao, women gongsi tigong youzhi chanpin
Dobar dan, đak je učenik
Merhaba, size uygun kredi
Dzień dobry, oferujemy kredyt
""".strip().split("\n")
FOREIGN = [text.replace("\\n", "\n") for text in FOREIGN]

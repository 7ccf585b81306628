/*
 * What guessers try first. Lists of leaked passwords agree on a pattern more than on entries: one of these words,
 * sometimes spelled with look-alike signs, then digits or a sign until the form is content. So the words are kept,
 * and domain/password.ts reads the pattern; entries of twelve characters and more that follow no pattern stand in
 * the second list.
 */

const words = `
password passwort passwd pass passcode passphrase kennwort motdepasse contrasena contraseña senha parola haslo wachtwoord
admin administrator root login user guest test tester testing default changeme letmein welcome willkommen bienvenue
access master secret private security secure system server computer internet windows microsoft google facebook
linkedin youtube instagram twitter amazon apple samsung iphone android nintendo playstation pokemon minecraft roblox
iloveyou ilovegod iloveme loveyou loveme lovely love mylove trustno trustnoone whatever nothing something anything
qwerty qwertz azerty asdfgh asdf zxcvbn zxcvbnm qwertyuiop asdfghjkl abc abcd abcdef abcdefg
monkey dragon tiger lion eagle falcon phoenix butterfly dolphin elephant horse kitty puppy bunny chicken
football baseball basketball soccer hockey softball volleyball swimming skateboard snowboard liverpool chelsea arsenal
barcelona realmadrid juventus manchester lakers yankees cowboys steelers packers patriots rangers
sunshine princess superman batman spiderman ironman wonderwoman starwars skywalker gandalf frodo hobbit matrix pikachu
naruto goku sasuke hellokitty snoopy scooby garfield mickey minnie tinkerbell cinderella blink metallica slipknot nirvana
eminem beatles rockstar hiphop guitar music dance freedom forever destiny heaven angel angels jesus jesuschrist christ
blessed faith family friends bestfriend bestfriends babygirl babyboy baby sweetheart sweetie cutie beautiful gorgeous
shadow hunter killer ninja samurai pirate warrior wizard legend hero champion winner monster zombie vampire joker
summer winter spring autumn sommer herbst january february march april june july august september october november
december januar februar oktober dezember monday tuesday wednesday thursday friday saturday sunday
red orange yellow green blue purple black white silver gold golden diamond crystal rainbow flower flowers rose cherry
strawberry banana chocolate cookie cookies coffee pepper ginger cheese
michael michelle jessica jennifer jordan ashley daniel andrew joshua matthew charlie thomas robert william david james
nicole amanda melissa samantha elizabeth stephanie victoria alexander alexandra christian christopher anthony benjamin
london paris berlin newyork california texas florida america germany canada mexico england scotland ireland australia
mercedes porsche ferrari lamborghini mustang corvette camaro harley yamaha suzuki honda toyota
money million dollar lucky happy smile hello helloworld goodbye goodluck goodmorning company business office manager
woaini wangyut asdasd zaqwsx aaaaaa qazwsx qazwsxedc passme opensesame abracadabra nopassword mypassword thepassword
yourpassword newpassword oldpassword temppassword temp temporary example sample demo hallo schatz ficken bonjour soleil
doudou chouchou amour tequiero teamo mariposa estrella princesa corazon minecraft fortnite counterstrike
`

const entries = `
1q2w3e4r5t6y 1qaz2wsx3edc zaq12wsxcde3 qwer1234asdf asdf1234qwer qweasdzxc123 123qweasdzxc 1234qwerasdf qwe123asd456
a1b2c3d4e5f6 a1s2d3f4g5h6 q1w2e3r4t5y6 abcd1234efgh 1a2b3c4d5e6f aa123456789 abc123456789 123456789abc 1234567890ab
passwordadmin adminpassword admin123admin administrator1 rootpassword userpassword testpassword passwordtest
letmeinplease letmeinnow123 iloveyousomuch iloveyouforever iloveyoubaby imissyousomuch welcometojungle
welcome2home passw0rdpassw0rd changemenow123 changethis123 mypassword123 thisismypassword thisisapassword
thisisasecret notmypassword ihatepasswords iforgotmypassword idontknow123 nothingmatters trustno1trustno1
correcthorsebatterystaple correct-horse-battery-staple maytheforcebewithyou onceuponatime happybirthday123
jesusisthelord jesuslovesme1 godisgreat123 ilovejesus123 thankyoujesus qwertyuiopasdf asdfghjklqwerty
zxcvbnmasdfgh qwertyasdfgh qwerty123456 qwerty12345678 123456qwerty 12345qwerty 1234567qwerty zxcvbnm123456
password1password password123password login1234567 1password1password dragonball123 dragonballz1
manchesterunited liverpoolfc123 realmadrid123 fcbarcelona10 newyorkyankees dallascowboys1 chelseafc1905
`

const set = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter(Boolean))

/** Words that a common password is built on, lower case. */
export const COMMON_WORDS = set(words)

/** Common passwords that follow no other rule, lower case. */
export const COMMON_PASSWORDS = set(entries)

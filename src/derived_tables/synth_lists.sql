-- Places, reasons and names of the synthetic systems. Public facts where they are facts
-- (prison codes, movement reasons); what happens to them in `*_changes` is invented.

create temp table prisons as
select
    split_part(line, '|', 1) as prison_id,
    split_part(line, '|', 2) as name,
    split_part(line, '|', 3) as sex,
    split_part(line, '|', 4) as operator,
    nullif(split_part(line, '|', 5), '') as category,
    split_part(line, '|', 6) as region,
    split_part(line, '|', 7) as local_authority,
    split_part(line, '|', 8) <> 'closed' as active
from (select trim(unnest(string_split(trim('
ACI|Altcourse (HMP & YOI)|M|Sodexo|B|North West|Liverpool|
AGI|Askham Grange (HMP & YOI)|F|PSP||Yorkshire and The Humber|York|
ASI|Ashfield (HMP)|M|Serco|C|South West|South Gloucestershire|
AYI|Aylesbury (HMYOI)|M|PSP|C|South East|Buckinghamshire|
BAI|Belmarsh (HMP & YOI)|M|PSP|A, B|London|Greenwich|
BCI|Buckley Hall (HMP)|M|PSP|C|North West|Rochdale|
BFI|Bedford (HMP & YOI)|M|PSP|B|East of England|Bedford|
BLI|Bristol (HMP & YOI)|M|PSP|B|South West|Bristol|
BMI|Birmingham (HMP)|M|PSP|B|West Midlands|Birmingham|
BNI|Bullingdon (HMP & YOI)|M|PSP|B, C|South East|Cherwell|
BRI|Bure (HMP)|M|PSP|C|East of England|North Norfolk|
BSI|Brinsford (HMP & YOI)|M|PSP|B, C|West Midlands|South Staffordshire|
BWI|Berwyn (HMP & YOI)|M|PSP|C|Wales|Wrexham|
BXI|Brixton (HMP)|M|PSP|C|London|Lambeth|
BZI|Bronzefield (HMP & YOI)|F|Sodexo||South East|Spelthorne|
CDI|Chelmsford (HMP & YOI)|M|PSP|B|East of England|Chelmsford|
CFI|Cardiff (HMP & YOI)|M|PSP|B|Wales|Cardiff|
CLI|Coldingley (HMP)|M|PSP|C|South East|Surrey Heath|
CWI|Channings Wood (HMP)|M|PSP|C|South West|Teignbridge|
DAI|Dartmoor (HMP)|M|PSP|C|South West|West Devon|
DGI|Dovegate (HMP)|M|Serco|B|West Midlands|East Staffordshire|
DHI|Drake Hall (HMP & YOI)|F|PSP||West Midlands|Stafford|
DMI|Durham (HMP & YOI)|M|PSP|B|North East|County Durham|
DNI|Doncaster (HMP & YOI)|M|Serco|B|Yorkshire and The Humber|Doncaster|
DTI|Deerbolt (HMP & YOI)|M|PSP|C|North East|County Durham|
DWI|Downview (HMP & YOI)|F|PSP||London|Sutton|
EEI|Erlestoke (HMP & YOI)|M|PSP|C|South West|Wiltshire|
EHI|Standford Hill (HMP & YOI)|M|PSP|D|South East|Swale|
ESI|East Sutton Park (HMP & YOI)|F|PSP||South East|Maidstone|
EWI|Eastwood Park (HMP & YOI)|F|PSP||South West|South Gloucestershire|
EXI|Exeter (HMP & YOI)|M|PSP|B|South West|Exeter|
EYI|Elmley (HMP & YOI)|M|PSP|B|South East|Swale|
FBI|Forest Bank (HMP & YOI)|M|Sodexo|B|North West|Salford|
FDI|Ford (HMP)|M|PSP|D|South East|Arun|
FHI|Foston Hall (HMP & YOI)|F|PSP||East Midlands|South Derbyshire|
FKI|Frankland (HMP)|M|PSP|A, B|North East|County Durham|
FMI|Feltham (HMP)|M|PSP|C|London|Hounslow|
FNI|Full Sutton (HMP)|M|PSP|A, B|Yorkshire and The Humber|East Riding of Yorkshire|
FSI|Featherstone (HMP)|M|PSP|C|West Midlands|South Staffordshire|
FWI|Five Wells (HMP)|M|G4S|C|East Midlands|North Northamptonshire|
FYI|Feltham (HMYOI)|M|PSP||London|Hounslow|
GHI|Garth (HMP)|M|PSP|B|North West|Chorley|
GMI|Guys Marsh (HMP)|M|PSP|C|South West|Dorset|
GNI|Grendon (HMP)|M|PSP|B, C|South East|Buckinghamshire|
GTI|Gartree (HMP)|M|PSP|B|East Midlands|Harborough|
HBI|Hollesley Bay (HMP & YOI)|M|PSP|D|East of England|East Suffolk|
HCI|Huntercombe (HMP)|M|PSP|C|South East|South Oxfordshire|
HDI|Hatfield (HMP & YOI)|M|PSP|D|Yorkshire and The Humber|Doncaster|
HEI|Hewell (HMP)|M|PSP|B|West Midlands|Bromsgrove|
HHI|Holme House (HMP & YOI)|M|PSP|C|North East|Stockton-on-Tees|
HII|Hindley (HMP & YOI)|M|PSP|C|North West|Wigan|
HLI|Hull (HMP & YOI)|M|PSP|B, C|Yorkshire and The Humber|Kingston upon Hull|
HMI|Humber (HMP)|M|PSP|C|Yorkshire and The Humber|East Riding of Yorkshire|
HOI|High Down (HMP & YOI)|M|PSP|C|London|Sutton|
HPI|Highpoint (HMP)|M|PSP|C|East of England|West Suffolk|
HVI|Haverigg (HMP)|M|PSP|D|North West|Cumberland|
ISI|Isis (HMP & YOI)|M|PSP|C|London|Greenwich|
IWI|Isle Of Wight (HMP & YOI)|M|PSP|B, C|South East|Isle of Wight|
KMI|Kirkham (HMP)|M|PSP|D|North West|Fylde|
KVI|Kirklevington Grange (HMP & YOI)|M|PSP|D|North East|Stockton-on-Tees|
LCI|Leicester (HMP)|M|PSP|B|East Midlands|Leicester|
LEI|Leeds (HMP)|M|PSP|B|Yorkshire and The Humber|Leeds|
LFI|Lancaster Farms (HMP)|M|PSP|C|North West|Lancaster|
LGI|Lowdham Grange (HMP)|M|PSP|B|East Midlands|Newark and Sherwood|
LHI|Lindholme (HMP)|M|PSP|C|Yorkshire and The Humber|Doncaster|
LII|Lincoln (HMP & YOI)|M|PSP|B|East Midlands|Lincoln|
LLI|Long Lartin (HMP)|M|PSP|A, B|West Midlands|Wychavon|
LNI|Low Newton (HMP & YOI)|F|PSP||North East|County Durham|
LPI|Liverpool (HMP)|M|PSP|B|North West|Liverpool|
LTI|Littlehey (HMP)|M|PSP|C|East of England|Huntingdonshire|
LWI|Lewes (HMP & YOI)|M|PSP|B|South East|Lewes|
LYI|Leyhill (HMP)|M|PSP|D|South West|South Gloucestershire|
MDI|Moorland (HMP & YOI)|M|PSP|C|Yorkshire and The Humber|Doncaster|
MHI|Morton Hall (HMP)|M|PSP|C|East Midlands|North Kesteven|
MRI|Manchester (HMP & YOI)|M|PSP|A, B|North West|Manchester|
MSI|Maidstone (HMP)|M|PSP|C|South East|Maidstone|
MTI|The Mount (HMP)|M|PSP|C|East of England|Dacorum|
NHI|New Hall (HMP & YOI)|F|PSP||Yorkshire and The Humber|Wakefield|
NLI|Northumberland (HMP)|M|Sodexo|C|North East|Northumberland|
NMI|Nottingham (HMP & YOI)|M|PSP|B|East Midlands|Nottingham|
NSI|North Sea Camp (HMP)|M|PSP|D|East Midlands|Boston|
NWI|Norwich (HMP & YOI)|M|PSP|B|East of England|Norwich|
ONI|Onley (HMP)|M|PSP|C|East Midlands|West Northamptonshire|
OWI|Oakwood (HMP)|M|G4S|C|West Midlands|South Staffordshire|
PBI|Peterborough (HMP & YOI)|M|Sodexo|B|East of England|Peterborough|
PDI|Portland (HMP & YOI)|M|PSP|C|South West|Dorset|
PFI|Peterborough Female (HMP & YOI)|F|Sodexo||East of England|Peterborough|
PNI|Preston (HMP & YOI)|M|PSP|B|North West|Preston|
PRI|Parc (HMP & YOI)|M|G4S|B|Wales|Bridgend|
PVI|Pentonville (HMP & YOI)|M|PSP|B|London|Islington|
RCI|Rochester (HMP & YOI)|M|PSP|C|South East|Medway|
RHI|Rye Hill (HMP)|M|PSP|B|East Midlands|West Northamptonshire|
RNI|Ranby (HMP)|M|PSP|C|East Midlands|Bassetlaw|
RSI|Risley (HMP)|M|PSP|C|North West|Warrington|
SDI|Send (HMP)|F|PSP||South East|Guildford|
SFI|Stafford (HMP)|M|PSP|C|West Midlands|Stafford|
SHI|Stoke Heath (HMP & YOI)|M|PSP|C|West Midlands|Shropshire|
SKI|Stocken (HMP)|M|PSP|C|East Midlands|Rutland|
SLI|Swaleside (HMP)|M|PSP|B|South East|Swale|
SNI|Swinfen Hall (HMP & YOI)|M|PSP|C|West Midlands|Lichfield|
SPI|Spring Hill (HMP)|M|PSP|D|South East|Buckinghamshire|
STI|Styal (HMP & YOI)|F|PSP||North West|Cheshire East|
SUI|Sudbury (HMP & YOI)|M|PSP|D|East Midlands|Derbyshire Dales|
SWI|Swansea (HMP & YOI)|M|PSP|B|Wales|Swansea|
TCI|Thorn Cross (HMP & YOI)|M|PSP|D|North West|Warrington|
TSI|Thameside (HMP & YOI)|M|Serco|B|London|Greenwich|
UKI|Usk (HMP)|M|PSP|C|Wales|Monmouthshire|
UPI|Prescoed (HMP & YOI)|M|PSP|D|Wales|Monmouthshire|
VEI|The Verne (HMP)|M|PSP|C|South West|Dorset|
WCI|Winchester (HMP & YOI)|M|PSP|B|South East|Winchester|
WDI|Wakefield (HMP)|M|PSP|A, B|Yorkshire and The Humber|Wakefield|
WEI|Wealstun (HMP)|M|PSP|C|Yorkshire and The Humber|Leeds|
WHI|Woodhill (HMP)|M|PSP|A, B|South East|Milton Keynes|
WII|Warren Hill (HMP & YOI)|M|PSP|B, C|East of England|East Suffolk|
WLI|Wayland (HMP)|M|PSP|C|East of England|Breckland|
WMI|Wymott (HMP & YOI)|M|PSP|C|North West|Chorley|
WRI|Whitemoor (HMP)|M|PSP|A, B|East of England|Fenland|
WSI|Wormwood Scrubs (HMP & YOI)|M|PSP|B|London|Hammersmith and Fulham|
WTI|Whatton (HMP)|M|PSP|C|East Midlands|Rushcliffe|
WWI|Wandsworth (HMP & YOI)|M|PSP|B|London|Wandsworth|
BDI|Blundeston (HMP)|M|PSP||East of England|East Suffolk|closed
CYI|Canterbury (HMP)|M|PSP||South East|Canterbury|closed
GLI|Gloucester (HMP)|M|PSP||South West|Gloucester|closed
GPI|Glen Parva (HMPYOI & Rc)|M|PSP||East Midlands|Blaby|closed
HYI|Holloway (HMP)|F|PSP||London|Islington|closed
LAI|Lancaster Castle (HMP)|M|PSP||North West|Lancaster|closed
NNI|Northallerton (HMP)|M|PSP||Yorkshire and The Humber|North Yorkshire|closed
RDI|Reading (HMP & YOI)|M|PSP||South East|Reading|closed
SYI|Shrewsbury (HMP)|M|PSP||West Midlands|Shropshire|closed
WAI|The Weare (HMP)|M|PSP||South West|Dorset|closed
WBI|Wellingborough (HMP)|M|PSP||East Midlands|North Northamptonshire|closed
WOI|Wolds (HMP)|M|PSP||Yorkshire and The Humber|East Riding of Yorkshire|closed
', chr(10)), chr(10)))) as line);

-- What the register says from a day on, where it is not what the list says.
-- A prison in `added` is absent before; one in `dropped` is absent from then on.
create temp table prison_changes as
select * from (values
    (date '2025-10-15', 'HMI', 'name', 'Humber (HMP & YOI)'),
    (date '2025-10-20', 'MHI', 'region', 'Yorkshire and The Humber'),
    (date '2025-10-28', 'FWI', 'category', 'B, C'),
    (date '2025-11-12', 'DAI', 'active', 'false'),
    (date '2025-11-20', 'LGI', 'operator', 'Serco'),
    (date '2025-11-10', 'FYI', 'added', null),
    (date '2025-11-25', 'WAI', 'dropped', null)
) as changes (from_day, prison_id, field, value);

-- Courts and hospitals, with codes in the manner of NOMIS.
create temp table other_places as
select * from (values
    ('OUT', 'OUTSIDE', 'OUT'), ('TRN', 'TRANSFER', 'TRN'),
    ('LEEDCC', 'Leeds Crown Court', 'CRT'), ('LEEDMC', 'Leeds Magistrates Court', 'CRT'),
    ('SHEFCC', 'Sheffield Crown Court', 'CRT'), ('SHEFMC', 'Sheffield Magistrates Court', 'CRT'),
    ('MANCCC', 'Manchester Crown Court', 'CRT'), ('MANCMC', 'Manchester Magistrates Court', 'CRT'),
    ('LVPLCC', 'Liverpool Crown Court', 'CRT'), ('LVPLMC', 'Liverpool Magistrates Court', 'CRT'),
    ('BRMMCC', 'Birmingham Crown Court', 'CRT'), ('BRMMMC', 'Birmingham Magistrates Court', 'CRT'),
    ('NTTMCC', 'Nottingham Crown Court', 'CRT'), ('LEICCC', 'Leicester Crown Court', 'CRT'),
    ('NEWCCC', 'Newcastle Crown Court', 'CRT'), ('CARDCC', 'Cardiff Crown Court', 'CRT'),
    ('CARDMC', 'Cardiff Magistrates Court', 'CRT'), ('BRSTCC', 'Bristol Crown Court', 'CRT'),
    ('EXETCC', 'Exeter Crown Court', 'CRT'), ('WINCCC', 'Winchester Crown Court', 'CRT'),
    ('LWESCC', 'Lewes Crown Court', 'CRT'), ('MDSTCC', 'Maidstone Crown Court', 'CRT'),
    ('SOUTCC', 'Southwark Crown Court', 'CRT'), ('WDGRCC', 'Wood Green Crown Court', 'CRT'),
    ('SNARCC', 'Snaresbrook Crown Court', 'CRT'), ('WSTMMC', 'Westminster Magistrates Court', 'CRT'),
    ('NRWHCC', 'Norwich Crown Court', 'CRT'), ('CHELCC', 'Chelmsford Crown Court', 'CRT'),
    ('BROADM', 'Broadmoor Hospital', 'HSHOSP'), ('RAMPTN', 'Rampton Hospital', 'HSHOSP')
) as places (agy_loc_id, description, agency_location_type);

-- What befalls a place in NOMIS after it was first recorded.
create temp table place_changes as
select * from (values
    (timestamp '2025-10-21 09:14:02.250000', 'U', 'LEEDMC', 'Leeds Magistrates'' Court', 'Y', null),
    (timestamp '2025-11-12 17:05:41.125000', 'U', 'DAI', 'DARTMOOR (HMP)', 'N', '2025-11-12'),
    (timestamp '2025-11-26 10:30:00.500000', 'U', 'HMI', 'HUMBER (HMP & YOI)', 'Y', null),
    (timestamp '2025-12-03 11:00:09.000000', 'D', 'WAI', null, null, null)
) as changes (recorded_at, op, agy_loc_id, description, active_flag, deactivation_date);

create temp table reasons as
select * from (values
    ('ADM', 'A', 'Late Return (Voluntary)'), ('ADM', 'B', 'Recall From HDC'),
    ('ADM', 'C', 'Civil Committal'), ('ADM', 'E', 'Detained Immigration Act 71 -Wait Deport'),
    ('ADM', 'F', 'Fine Defaulter'), ('ADM', 'I', 'Imprisonment Without Option'),
    ('ADM', 'INT', 'Transfer In from Other Establishment'), ('ADM', 'L', 'Licence Revokee'),
    ('ADM', 'N', 'Unconvicted Remand'), ('ADM', 'RECA', 'Recapture'),
    ('ADM', 'TRNCRT', 'TRANSFER VIA COURT'), ('ADM', 'V', 'Convicted Unsentenced'),
    ('ADM', 'W', 'Detention in a YOI'),
    ('REL', 'AR', 'Automatic Release'), ('REL', 'BL', 'Bailed'),
    ('REL', 'CR', 'Conditional Release'), ('REL', 'DE', 'Deported'), ('REL', 'DEC', 'Died'),
    ('REL', 'ESCP', 'Escape'), ('REL', 'HD', 'Home Detention Curfew'),
    ('REL', 'HP', 'Discharge To Hospital-Psychiatric'), ('REL', 'NCS', 'Non-Custodial Sentence'),
    ('REL', 'UAL', 'Unlawfully at Large'),
    ('TRN', 'APPEALS', 'Appeals'), ('TRN', 'COMP', 'Compassionate Transfer'),
    ('TRN', 'MED', 'Medical'), ('TRN', 'NOTR', 'Normal Transfer'),
    ('TRN', 'OVCROW', 'Overcrowding Draft'), ('TRN', 'PROAT', 'Programme Attendance'),
    ('TRN', 'PROD', 'For Production'), ('TRN', 'SEC', 'Security Reasons'),
    ('CRT', 'CRT', 'Court Appearance'),
    ('TAP', 'C3', 'Inpatient Hospital Stay'), ('TAP', 'C5', 'Medical/Dental Outpatient Appointment'),
    ('TAP', 'C6', 'Hospital Visit, Not Booked'), ('TAP', 'R25', 'UNPAID WORK OTHER')
) as reasons (movement_type, movement_reason_code, description);

-- One code is expired, one added, one deleted by mistake and put back a week later.
create temp table reason_changes as
select * from (values
    (timestamp '2025-10-17 08:41:10.750000', 'I', 'REL', 'TEST', 'Test, do not use', 'Y', null),
    (timestamp '2025-10-24 15:20:33.000000', 'D', 'REL', 'TEST', null, null, null),
    (timestamp '2025-11-05 12:02:07.375000', 'D', 'TRN', 'PROD', null, null, null),
    (timestamp '2025-11-12 09:30:00.000000', 'I', 'TRN', 'PROD', 'For Production', 'Y', null),
    (timestamp '2025-11-20 16:45:12.625000', 'U', 'TAP', 'C6', 'Hospital Visit, Not Booked', 'N', '2025-11-20'),
    (timestamp '2025-12-01 07:55:48.875000', 'I', 'TAP', 'R28', 'Paid Work, Day Release', 'Y', null)
) as changes (recorded_at, op, movement_type, movement_reason_code, description, active_flag, expiry_date);

create temp table name_lists as
select
    string_split('SMITH JONES TAYLOR BROWN WILLIAMS WILSON JOHNSON DAVIES PATEL ROBINSON WRIGHT THOMPSON EVANS WALKER WHITE ROBERTS GREEN HALL WOOD JACKSON CLARKE KHAN HUGHES EDWARDS HILL MOORE SINGH HARRIS LEWIS MARTIN KING BAKER ALI CARTER PHILLIPS MITCHELL TURNER AHMED PARKER COLLINS MORRIS BELL RICHARDS COOK BAILEY COX BEGUM HUSSAIN O''BRIEN MURPHY KELLY PRICE MARSHALL BENNETT GRAY ADEYEMI MENSAH OKAFOR KOWALSKI NOWAK POPESCU SMITH-JONES D''SOUZA', ' ') as surnames,
    string_split('DAVID JAMES JOHN MICHAEL PAUL ANDREW MARK STEPHEN DANIEL CHRISTOPHER RYAN LEE THOMAS LIAM JOSHUA MOHAMMED JACK CRAIG DEAN SCOTT KYLE AARON NATHAN CONNOR OMAR LUKE DARREN SEAN IMRAN TYRONE JORDAN WAYNE CARL SHANE RHYS GARETH TOMASZ ADRIAN ABDUL KWAME', ' ') as men,
    string_split('SARAH EMMA LISA NICOLA MICHELLE KELLY AMY LAURA GEMMA REBECCA CLAIRE JADE STACEY LEANNE NATALIE AISHA FATIMA CHANTELLE KIRSTY SIOBHAN', ' ') as women;

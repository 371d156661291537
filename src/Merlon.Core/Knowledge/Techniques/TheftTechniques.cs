using System.Collections.Immutable;

namespace Merlon.Knowledge.Techniques;

/// <summary>Data gathered, and carried out of the site.</summary>
static class TheftTechniques
{
    public static readonly ImmutableArray<Technique> All =
    [
        new("T1041", "Exfiltration Over C2 Channel", ["exfiltration"],
            "A host that is held sends far more than it gets to the very address that it takes its orders from.",
            [
                new("M1031", "block addresses that are known to be attackers'"),
                new("M1057", "watch for and block marked data on its way out"),
            ]),
        new("T1048", "Exfiltration Over Alternative Protocol", ["exfiltration"],
            "Much goes out by a protocol or to an address other than the one by which the host is commanded: FTP,"
            + " SMTP, DNS, SCP, ICMP.",
            [
                new("M1037", "let servers send only where they must, by protocols that they must"),
                new("M1057", "watch for and block marked data on its way out"),
                new("M1030", "let outside file transfer be made from one host that is watched"),
            ]),
        new("T1048.001", "Exfiltration Over Symmetric Encrypted Non-C2 Protocol", ["exfiltration"],
            "Random-looking bytes go out in a plain protocol, or on a port without one, to an address not seen"
            + " before.",
            [new("M1037", "let out only protocols that are known, to places that are known")]),
        new("T1048.002", "Exfiltration Over Asymmetric Encrypted Non-C2 Protocol", ["exfiltration"],
            "A large upload by HTTPS, SFTP or SCP from a host that never uploads, to a place that nobody here"
            + " uses.",
            [
                new("M1037", "let servers reach only named places by HTTPS and SSH"),
                new("M1057", "watch for and block marked data on its way out"),
            ]),
        new("T1048.003", "Exfiltration Over Unencrypted Non-C2 Protocol", ["exfiltration"],
            "A large upload in the clear, by FTP, TFTP, HTTP, SMTP, DNS or ICMP, to an address outside.",
            [
                new("M1037", "let no FTP, TFTP, SMTP and DNS out but from the servers for it"),
                new("M1057", "watch for and block marked data on its way out"),
            ]),
        new("T1567", "Exfiltration Over Web Service", ["exfiltration"],
            "A host uploads far more than usual to a web service such as GitHub, Discord, Telegram or a paste"
            + " site.",
            [
                new("M1021", "let the proxy allow such services only where they are needed"),
                new("M1057", "watch for and block marked data on its way out"),
            ]),
        new("T1567.002", "Exfiltration to Cloud Storage", ["exfiltration"],
            "Gigabytes go to Mega, Dropbox, Google Drive, OneDrive or S3, often by rclone and at night.",
            [new("M1021", "let the proxy allow only the cloud storage that the site itself uses")]),
        new("T1030", "Data Transfer Size Limits", ["exfiltration"],
            "Uploads to one address, all of the same size: a large file went in pieces so that no threshold was"
            + " met.",
            [new("M1031", "add up over hours what one host sends to one address")]),
        new("T1020", "Automated Exfiltration", ["exfiltration"],
            "Uploads start by themselves whenever there are new files, without a user at the keyboard.",
            []),
        new("T1029", "Scheduled Transfer", ["exfiltration"],
            "Uploads at the same hour every day, or at even pauses, to the same address.",
            [new("M1031", "look for uploads that come at even times")]),
        new("T1039", "Data from Network Shared Drive", ["collection"],
            "A host reads far more from file servers (SMB, NFS) than it ever did, over many folders.",
            []),
        new("T1602", "Data from Configuration Repository", ["collection"],
            "Somebody reads the settings of routers and switches: SNMP, TFTP, Smart Install or a backup server.",
            [
                new("M1037", "let devices be managed from one network alone"),
                new("M1041", "use SNMPv3 with encryption"),
                new("M1051", "keep the software of devices up to date"),
            ]),
        new("T1602.001", "SNMP (MIB Dump)", ["collection"],
            "A long walk of SNMP (UDP 161): very many GetNext or GetBulk of one source, or guessed community"
            + " names.",
            [
                new("M1037", "let SNMP come from the management hosts alone"),
                new("M1041", "use SNMPv3 with encryption"),
                new("M1054", "take away the communities public and private, and those that may write"),
            ]),
        new("T1602.002", "Network Device Configuration Dump", ["collection"],
            "A router or switch sends its configuration away by TFTP (UDP 69), SCP or Smart Install (TCP 4786).",
            [
                new("M1037", "close 4786 and TFTP but from the management network"),
                new("M1051", "keep the software of devices up to date"),
            ]),
    ];
}

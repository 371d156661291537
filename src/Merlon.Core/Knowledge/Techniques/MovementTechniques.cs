using System.Collections.Immutable;

namespace Merlon.Knowledge.Techniques;

/// <summary>From one host of the site to the next.</summary>
static class MovementTechniques
{
    public static readonly ImmutableArray<Technique> All =
    [
        new("T1021", "Remote Services", ["lateral-movement"],
            "A host that was hit logs in to others of the site by a service for remote work, as it never did"
            + " before.",
            [
                new("M1035", "let such services be reached from hosts of administrators alone"),
                new("M1032", "ask for a second factor inside also"),
                new("M1018", "give each account as few hosts as it needs"),
            ]),
        new("T1021.001", "Remote Desktop Protocol", ["lateral-movement"],
            "RDP (TCP or UDP 3389) between two hosts of the site, of which the first was hit or is no"
            + " administrator's.",
            [
                new("M1030", "close 3389 between networks; open it from a jump host alone"),
                new("M1032", "ask for a second factor"),
                new("M1042", "switch RDP off where nobody needs it"),
            ]),
        new("T1021.002", "SMB/Windows Admin Shares", ["lateral-movement"],
            "SMB (TCP 445 or 139) from a workstation to another or to many servers: ADMIN$, C$ or IPC$ is opened,"
            + " a program is written and a service started (PsExec).",
            [
                new("M1037", "close 445 and 139 between workstations"),
                new("M1026", "let no local administrator log in over the network"),
                new("M1027", "have another local administrator's password on each host"),
            ]),
        new("T1021.003", "Distributed Component Object Model", ["lateral-movement"],
            "RPC (TCP 135), then a high port, between workstations: a program is started from afar by DCOM.",
            [
                new("M1030", "close 135 and the high RPC ports between workstations"),
                new("M1042", "switch DCOM off where it is not needed"),
            ]),
        new("T1021.004", "SSH", ["lateral-movement"],
            "SSH (TCP 22) from a host that was hit to others inside, with a password or a key that was found"
            + " there.",
            [
                new("M1042", "switch SSH off, or listen on the administrators' network alone"),
                new("M1032", "ask for a second factor, or for keys that cannot be copied"),
                new("M1018", "let only those accounts log in that must"),
            ]),
        new("T1021.005", "VNC", ["lateral-movement"],
            "VNC (TCP 5900 to 5906, or 5800 in a browser) between hosts inside: a screen is taken over.",
            [
                new("M1037", "close the VNC ports but for a jump host"),
                new("M1042", "remove VNC servers that nobody uses"),
            ]),
        new("T1021.006", "Windows Remote Management", ["lateral-movement"],
            "WinRM (TCP 5985 or 5986) from a host that is no administrator's: commands of PowerShell from afar.",
            [
                new("M1030", "open WinRM from the administrators' network alone"),
                new("M1042", "switch WinRM off where it is not needed"),
            ]),
        new("T1210", "Exploitation of Remote Services", ["lateral-movement"],
            "An alert names an exploit (EternalBlue, BlueKeep, Zerologon, PrintNightmare) between two hosts"
            + " inside, or a worm tries one flaw on one neighbour after another.",
            [
                new("M1051", "patch what listens inside, too"),
                new("M1030", "part networks, so that a worm stays in one"),
                new("M1042", "switch off old services such as SMBv1"),
            ]),
        new("T1570", "Lateral Tool Transfer", ["lateral-movement"],
            "Programs go from host to host inside by SMB, SCP, FTP or HTTP, soon after the first of them was hit.",
            [
                new("M1037", "close file sharing between hosts that share no files"),
                new("M1031", "let intrusion prevention look for programs in file transfers"),
            ]),
        new("T1563", "Remote Service Session Hijacking", ["lateral-movement"],
            "An SSH or RDP session goes on to a next host by another's open session: no login comes before it.",
            [new("M1030", "let sessions be opened from jump hosts alone")]),
        new("T1187", "Forced Authentication", ["credential-access"],
            "A host inside opens SMB (445, 139) or WebDAV to an address outside, and so sends its user's hash"
            + " there.",
            [
                new("M1037", "let no SMB and no WebDAV out"),
                new("M1027", "have passwords long enough that a hash gives nothing away"),
            ]),
    ];
}

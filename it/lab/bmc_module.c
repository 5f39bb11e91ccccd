/*
 * What ipmi_sim lacks as a BMC, as a module of it; bmc.py compiles it, loads it, and talks to it.
 *
 *     lan.conf:  loadlib "FOLDER/bmc_module.so" "POWER[|dcmi][|firmware=TEXT]"
 *
 * It answers
 *     Get Sensor Reading    with what bmc.py said, so that a reading can be unavailable or missing
 *     Get Chassis Status    with faults, and the power out of the file POWER: off, gone or 0 is off
 *     Get System Info       the system's firmware, where one is given
 *     DCMI                  capabilities and the power reading, where dcmi is given
 *     Get SDR, its repository's info and reservation: ipmi_sim 2.0.33 cannot delete a record
 *
 * It obeys orders: at the start those of the file FOLDER/begin, each after an octet with its length,
 * then the datagrams that bmc.py sends to the Unix socket FOLDER/control:
 *     I netfn cmd data...               any IPMI request, from inside; answered with its response
 *     R number kind value flags lo hi   what a sensor reads; kind 1 has thresholds, else it is
 *                                       discrete; ipmi_sim logs what this asserts and deasserts
 *     E number code                     a completion code in place of a reading; 0 gives it back
 *     S low high record...     a record of that number; without any octets it is deleted
 *     N                        answered with how often it was asked for a reading, a piece of a
 *                              record, the chassis' status, power by DCMI: four octets each
 *     C misc                            byte 3 of the chassis status: bit 0 intrusion, 2 drive
 *                                       fault, 3 cooling fault
 *     W lo hi state                     what DCMI measures in watts; state 0 measures nothing,
 *                                       1 measures, 2 has stopped
 *
 * Facts: IPMI 2.0 sections 22.14a, 28.2, 33.9 to 33.12, 35.14; DCMI 1.5 sections 6.1.1, 6.6.1. Needs libopenipmi-dev.
 */
#include <OpenIPMI/mcserv.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define CHASSIS 0x00
#define SENSOR_EVENT 0x04
#define APPLICATION 0x06
#define STORAGE 0x0a
#define DCMI 0xdc

#define NO_SUCH_COMMAND 0xc1
#define RESERVATION_LOST 0xc5
#define OUT_OF_RANGE 0xc9
#define TOO_LONG 0xca
#define NOT_PRESENT 0xcb

#define RECORDS 256
#define SDR_HEADER 3  /* of the response to Get SDR */
#define SDR_PIECE 32  /* the answers of ipmi_sim end after 36 octets */

static struct reading {
    unsigned char known, code, value, flags, low, high;
} readings[256];

/* in the order of their numbers */
static struct sdr {
    unsigned int length;
    unsigned char data[96];
} records[RECORDS];
static unsigned int reservation;
static time_t added, erased;

/* how often clients asked, in the order in which N tells it */
static unsigned long asked_reading, asked_record, asked_chassis, asked_power;

static sys_data_t *bmc;
static char power_file[4096], firmware[15];
static unsigned char misc, metering = 1;
static unsigned int watts, samples, least = 0xffff, most;
static unsigned long long sum;
static time_t began;

static unsigned char answer[256];
static unsigned int answer_length;

static void refuse(unsigned char code, unsigned char *rdata, unsigned int *rdata_len)
{
    rdata[0] = code;
    *rdata_len = 1;
}

static void little_endian(unsigned char *at, unsigned long value, int octets)
{
    for (; octets > 0; octets--, value >>= 8)
        *at++ = value & 0xff;
}

static void get_sensor_reading(lmc_data_t *mc, msg_t *msg, unsigned char *rdata,
                               unsigned int *rdata_len, void *data)
{
    const struct reading *reading;

    asked_reading++;
    if (check_msg_length(msg, 1, rdata, rdata_len))
        return;
    reading = &readings[msg->data[0]];
    if (!reading->known || reading->code) {
        refuse(reading->known ? reading->code : NOT_PRESENT, rdata, rdata_len);
        return;
    }
    rdata[0] = 0;
    rdata[1] = reading->value;
    rdata[2] = reading->flags;
    rdata[3] = reading->low;
    rdata[4] = reading->high;
    *rdata_len = 5;
}

static void get_repository_info(lmc_data_t *mc, msg_t *msg, unsigned char *rdata,
                                unsigned int *rdata_len, void *data)
{
    unsigned int number, count = 0;

    for (number = 0; number < RECORDS; number++)
        count += records[number].length > 0;
    rdata[0] = 0;
    rdata[1] = 0x51;
    little_endian(rdata + 2, count, 2);
    little_endian(rdata + 4, 0xfffe, 2);
    little_endian(rdata + 6, added, 4);
    little_endian(rdata + 10, erased, 4);
    rdata[14] = 0x02; /* reservations */
    *rdata_len = 15;
}

static void reserve_repository(lmc_data_t *mc, msg_t *msg, unsigned char *rdata,
                               unsigned int *rdata_len, void *data)
{
    reservation = reservation % 0xffff + 1;
    rdata[0] = 0;
    little_endian(rdata + 1, reservation, 2);
    *rdata_len = 3;
}

/* The first record from a number on, RECORDS when there is none. */
static unsigned int record_from(unsigned int number)
{
    while (number < RECORDS && !records[number].length)
        number++;
    return number;
}

static void get_record(lmc_data_t *mc, msg_t *msg, unsigned char *rdata, unsigned int *rdata_len,
                       void *data)
{
    unsigned int number, next, offset, count;

    asked_record++;
    if (check_msg_length(msg, 6, rdata, rdata_len))
        return;
    number = msg->data[2] | msg->data[3] << 8;
    offset = msg->data[4];
    count = msg->data[5];
    if (offset && (msg->data[0] | msg->data[1] << 8) != (int) reservation) {
        refuse(RESERVATION_LOST, rdata, rdata_len);
        return;
    }
    if (number == 0)
        number = record_from(0);
    if (number >= RECORDS || !records[number].length) {
        refuse(NOT_PRESENT, rdata, rdata_len);
        return;
    }
    if (offset >= records[number].length) {
        refuse(OUT_OF_RANGE, rdata, rdata_len);
        return;
    }
    if (count > records[number].length - offset)
        count = records[number].length - offset;
    if (count > SDR_PIECE || count + SDR_HEADER > *rdata_len) {
        refuse(TOO_LONG, rdata, rdata_len);
        return;
    }
    next = record_from(number + 1);
    rdata[0] = 0;
    little_endian(rdata + 1, next == RECORDS ? 0xffff : next, 2);
    memcpy(rdata + SDR_HEADER, records[number].data + offset, count);
    *rdata_len = SDR_HEADER + count;
}

static int is_on(void)
{
    char state[16] = "";
    int file = open(power_file, O_RDONLY);

    if (file >= 0) {
        if (read(file, state, sizeof(state) - 1) < 0)
            state[0] = 0;
        close(file);
    }
    state[strcspn(state, "\n")] = 0;
    return strcmp(state, "off") && strcmp(state, "gone") && strcmp(state, "0") && state[0];
}

static void get_chassis_status(lmc_data_t *mc, msg_t *msg, unsigned char *rdata,
                               unsigned int *rdata_len, void *data)
{
    asked_chassis++;
    rdata[0] = 0;
    rdata[1] = is_on() ? 0x01 : 0x00;
    rdata[2] = 0;
    rdata[3] = misc;
    *rdata_len = 4;
}

static void get_system_info(lmc_data_t *mc, msg_t *msg, unsigned char *rdata,
                            unsigned int *rdata_len, void *data)
{
    if (check_msg_length(msg, 4, rdata, rdata_len))
        return;
    if (msg->data[1] != 1 || msg->data[2] != 0) { /* only the first block of the firmware version */
        refuse(msg->data[1] == 1 ? OUT_OF_RANGE : 0x80, rdata, rdata_len);
        return;
    }
    memset(rdata, 0, 19);
    rdata[1] = 0x11;
    rdata[3] = 0; /* encoding: ASCII */
    rdata[4] = strlen(firmware);
    memcpy(rdata + 5, firmware, strlen(firmware));
    *rdata_len = 19;
}

static void dcmi_capabilities(unsigned char parameter, unsigned char *rdata, unsigned int *rdata_len)
{
    static const unsigned char sizes[] = {0, 8, 10, 7, 8, 6};

    if (parameter < 1 || parameter > 5) {
        refuse(0xcc, rdata, rdata_len);
        return;
    }
    memset(rdata + 2, 0, 8);
    rdata[2] = 1, rdata[3] = 5, rdata[4] = 2; /* DCMI 1.5, parameter revision 2 */
    if (parameter == 1)
        rdata[6] = 1; /* power management */
    if (parameter == 3)
        rdata[5] = 0x20 << 1;
    if (parameter == 4)
        rdata[5] = 1, rdata[6] = rdata[7] = 0xff;
    *rdata_len = sizes[parameter];
}

static void dcmi_power(unsigned char *rdata)
{
    time_t now = time(NULL);

    little_endian(rdata + 2, watts, 2);
    little_endian(rdata + 4, least, 2);
    little_endian(rdata + 6, most, 2);
    little_endian(rdata + 8, sum / samples, 2);
    little_endian(rdata + 10, now, 4);
    little_endian(rdata + 14, (now - began) * 1000, 4);
    rdata[18] = metering == 1 ? 0x40 : 0x00;
}

static void dcmi(lmc_data_t *mc, msg_t *msg, unsigned char *rdata, unsigned int *rdata_len, void *data)
{
    rdata[0] = 0;
    rdata[1] = DCMI;
    if (msg->cmd == 1) {
        if (!check_msg_length(msg, 2, rdata, rdata_len))
            dcmi_capabilities(msg->data[1], rdata, rdata_len);
    } else if (msg->cmd == 2) {
        asked_power++;
        if (check_msg_length(msg, 2, rdata, rdata_len))
            return;
        if (msg->data[1] != 1 || !metering || !samples) {
            refuse(metering ? 0xcc : NO_SUCH_COMMAND, rdata, rdata_len);
            return;
        }
        dcmi_power(rdata);
        *rdata_len = 19;
    } else {
        handle_invalid_cmd(mc, rdata, rdata_len);
    }
}

static void *borrow(channel_t *channel, int size)
{
    return malloc(size);
}

static void give_back(channel_t *channel, void *memory) {}

static int keep_answer(channel_t *channel, msg_t *msg, rsp_msg_t *response)
{
    answer_length = response->data_len < sizeof(answer) ? response->data_len : sizeof(answer);
    memcpy(answer, response->data, answer_length);
    return 1;
}

static void answer_nobody(channel_t *channel, msg_t *msg, rsp_msg_t *response)
{
    keep_answer(channel, msg, response);
}

/* Puts a request to the BMC as if it came through a channel of its own. */
static void ask(unsigned char *request, unsigned int length)
{
    channel_t channel;
    msg_t msg;

    memset(&channel, 0, sizeof(channel));
    memset(&msg, 0, sizeof(msg));
    channel.mc = bmc->ipmb_addrs[0x20];
    channel.alloc = borrow;
    channel.free = give_back;
    channel.return_rsp = answer_nobody;
    /* ipmi_sim keeps its own data there in every channel, so in that of the LAN */
    channel.oem.user_data = bmc->mc_get_channelset(channel.mc)[1]->oem.user_data;
    channel.oem.oem_handle_rsp = keep_answer;
    msg.orig_channel = &channel;
    msg.netfn = request[0];
    msg.cmd = request[1];
    msg.data = request + 2;
    msg.len = length - 2;
    bmc->csmi_send(&channel, &msg);
}

static void sense(const unsigned char *order)
{
    lmc_data_t *mc = bmc->ipmb_addrs[0x20];
    struct reading *reading = &readings[order[0]];
    int bit, events = order[4] | (order[5] & 0x7f) << 8;
    int silent = reading->known == 0; /* how it is at the start is no event */

    reading->known = 1;
    reading->value = order[2];
    reading->flags = order[3];
    reading->low = order[4];
    reading->high = order[5];
    if (order[1] == 1) {
        ipmi_mc_sensor_set_value(mc, 0, order[0], order[2], !silent);
        return;
    }
    for (bit = 0; bit < 15; bit++)
        ipmi_mc_sensor_set_bit(mc, 0, order[0], bit, events >> bit & 1, !silent);
}

static void measure(const unsigned char *order)
{
    watts = order[0] | order[1] << 8;
    metering = order[2];
    if (watts < least)
        least = watts;
    if (watts > most)
        most = watts;
    sum += watts;
    samples++;
}

static void note_record(const unsigned char *order, unsigned int length)
{
    unsigned int number = order[0] | order[1] << 8;
    struct sdr *sdr;

    if (number >= RECORDS || length - 2 > sizeof(records[0].data))
        return;
    sdr = &records[number];
    *(length > 2 ? &added : &erased) = time(NULL);
    reservation++; /* what was reserved is lost, section 33.11 */
    sdr->length = length - 2;
    memcpy(sdr->data, order + 2, sdr->length);
}

static void count(void)
{
    little_endian(answer, asked_reading, 4);
    little_endian(answer + 4, asked_record, 4);
    little_endian(answer + 8, asked_chassis, 4);
    little_endian(answer + 12, asked_power, 4);
    answer_length = 16;
}

static void obey(unsigned char *order, ssize_t length)
{
    answer[0] = 0;
    answer_length = 1;
    if (order[0] == 'I' && length >= 3)
        ask(order + 1, length - 1);
    else if (order[0] == 'R' && length == 7)
        sense(order + 1);
    else if (order[0] == 'E' && length == 3)
        readings[order[1]].code = order[2];
    else if (order[0] == 'C' && length == 2)
        misc = order[1];
    else if (order[0] == 'W' && length == 4)
        measure(order + 1);
    else if (order[0] == 'N')
        count();
    else if (order[0] == 'S' && length >= 3)
        note_record(order + 1, length - 1);
    else
        answer[0] = 0xff;
}

static void hear(int socket, void *data)
{
    unsigned char order[300];
    struct sockaddr_un from;
    socklen_t from_length = sizeof(from);
    ssize_t length = recvfrom(socket, order, sizeof(order), MSG_DONTWAIT, (struct sockaddr *) &from,
                              &from_length);

    if (length < 1)
        return;
    obey(order, length);
    sendto(socket, answer, answer_length, MSG_DONTWAIT, (struct sockaddr *) &from, from_length);
}

/* ipmi_sim is started in FOLDER: a path of any length would not fit into an address. */
static int listen_for_orders(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "control"};
    int orders = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    ipmi_io_t *io;

    unlink(address.sun_path);
    if (orders < 0 || bind(orders, (struct sockaddr *) &address, sizeof(address)))
        return -1;
    if (bmc->add_io_hnd(bmc, orders, hear, NULL, &io))
        return -1;
    bmc->io_set_enables(io, 1, 0, 0);
    return 0;
}

int ipmi_sim_module_print_version(sys_data_t *sys, char *options)
{
    printf("bmc_module 1\n");
    return 0;
}

int ipmi_sim_module_init(sys_data_t *sys, const char *options)
{
    char copy[8192], *word, *rest = NULL;

    snprintf(copy, sizeof(copy), "%s", options ? options : "");
    word = strtok_r(copy, "|", &rest);
    if (!word)
        return 22; /* EINVAL */
    snprintf(power_file, sizeof(power_file), "%s", word);
    bmc = sys;
    began = time(NULL);
    ipmi_emu_register_cmd_handler(SENSOR_EVENT, 0x2d, get_sensor_reading, NULL);
    ipmi_emu_register_cmd_handler(CHASSIS, 0x01, get_chassis_status, NULL);
    ipmi_emu_register_cmd_handler(STORAGE, 0x20, get_repository_info, NULL);
    ipmi_emu_register_cmd_handler(STORAGE, 0x22, reserve_repository, NULL);
    ipmi_emu_register_cmd_handler(STORAGE, 0x23, get_record, NULL);
    while ((word = strtok_r(NULL, "|", &rest))) {
        if (!strcmp(word, "dcmi"))
            ipmi_emu_register_group_extension_handler(DCMI, dcmi, NULL);
        if (!strncmp(word, "firmware=", 9)) {
            snprintf(firmware, sizeof(firmware), "%s", word + 9);
            ipmi_emu_register_cmd_handler(APPLICATION, 0x59, get_system_info, NULL);
        }
    }
    return 0;
}

/* Before the first request comes. */
static int begin(void)
{
    unsigned char order[256];
    FILE *file = fopen("begin", "r");
    int length;

    if (!file)
        return -1;
    while ((length = fgetc(file)) > 0 && fread(order, 1, length, file) == (size_t) length)
        obey(order, length);
    fclose(file);
    return 0;
}

int ipmi_sim_module_post_init(sys_data_t *sys)
{
    return begin() || listen_for_orders();
}

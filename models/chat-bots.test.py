"""What people write to bots."""

import os
from slack_bolt import App
from slack_bolt.async_app import AsyncApp
import discord
from discord.ext import commands
from discord import app_commands
from telegram import Update
from telegram.ext import Application, CommandHandler, MessageHandler, ContextTypes, filters, CallbackQueryHandler, Updater
import telebot
from aiogram import Bot, Dispatcher, types, Router, F
from aiogram.filters import Command
import tweepy
import irc.bot
from twilio.twiml.messaging_response import MessagingResponse

app = App(token="x")


@app.message("hi")
def m(message, say):
    os.system(message["text"])  # ! shell


@app.command("/run")
def cmd(ack, respond, command):
    os.system(command["text"])  # ! shell


@app.event("app_mention")
def ev(event, say, body, client, payload):
    os.system(event["text"])  # ! shell
    os.system(body["event"]["text"])  # ! shell
    os.system(payload["text"])  # ! shell


@app.action("b")
def act(ack, body, action):
    os.system(body["actions"][0]["value"])  # ! shell
    os.system(action["value"])  # ! shell


@app.view("v")
def vw(ack, body, view, logger):
    os.system(view["state"]["values"]["b"]["a"]["value"])  # ! shell


@app.shortcut("s")
def sh(ack, shortcut, context):
    os.system(shortcut["message"]["text"])  # ! shell
    os.system(context["matches"][0])  # ! shell


aapp = AsyncApp()


@aapp.command("/x")
async def ax(ack, command):
    os.system(command["text"])  # ! shell


@app.middleware
def mid(body, next):
    os.system(body["text"])  # ! shell


class Cl(discord.Client):
    async def on_message(self, message):
        os.system(message.content)  # ! shell
        os.system(message.author.name)  # ! shell
        os.system(message.attachments[0].filename)  # ! shell
        os.system(await message.attachments[0].read())  # ! shell


client = discord.Client(intents=discord.Intents.default())


@client.event
async def on_message(message):
    os.system(message.content[5:])  # ! shell


bot = commands.Bot(command_prefix="!")


@bot.command()
async def run(ctx, arg: str, n: int, *, rest):
    os.system(arg)  # ! shell
    os.system(str(n))
    os.system(rest)  # ! shell
    os.system(ctx.message.content)  # ! shell
    msg = await bot.wait_for("message")
    os.system(msg.content)  # ! shell


@bot.command(name="v")
async def va(ctx, *args):
    os.system(args[0])  # ! shell


@bot.tree.command(name="x")
async def sl(interaction: discord.Interaction, text: str):
    os.system(text)  # ! shell


class Cog(commands.Cog):
    @commands.command()
    async def c(self, ctx, word):
        os.system(word)  # ! shell

    @commands.Cog.listener()
    async def on_message(self, message):
        os.system(message.content)  # ! shell

    @app_commands.command()
    async def s(self, interaction: discord.Interaction, w: str):
        os.system(w)  # ! shell


class Mo(discord.ui.Modal):
    name = discord.ui.TextInput(label="x")

    async def on_submit(self, interaction):
        os.system(self.name.value)  # ! shell


async def start(update: Update, context: ContextTypes.DEFAULT_TYPE):
    os.system(update.message.text)  # ! shell
    os.system(context.args[0])  # ! shell
    os.system(" ".join(context.args))  # ! shell
    os.system(update.effective_message.text)  # ! shell
    os.system(update.message.document.file_name)  # ! shell
    os.system(update.effective_user.username)  # ! shell


def old(update, context):
    os.system(update.message.text)  # ! shell


async def btn(u, c):
    q = u.callback_query
    os.system(q.data)  # ! shell


ta = Application.builder().token("x").build()
ta.add_handler(CommandHandler("start", start))
ta.add_handler(MessageHandler(filters.TEXT, old))
ta.add_handler(CallbackQueryHandler(btn))

tb = telebot.TeleBot("x")


@tb.message_handler(commands=["x"])
def th(message):
    os.system(message.text)  # ! shell


@tb.callback_query_handler(func=lambda c: True)
def tcb(call):
    os.system(call.data)  # ! shell


dp = Dispatcher()
rt = Router()


@dp.message(Command("x"))
async def ag(message: types.Message):
    os.system(message.text)  # ! shell


@rt.message()
async def ag2(m: types.Message, command):
    os.system(m.text)  # ! shell
    os.system(command.args)  # ! shell


@rt.callback_query(F.data == "x")
async def ag3(cb: types.CallbackQuery):
    os.system(cb.data)  # ! shell


@dp.message_handler(commands=["y"])
async def ag4(message: types.Message):
    os.system(message.get_args())  # ! shell
